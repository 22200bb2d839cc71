"""The fast engine: one compiled loop over coming events."""
