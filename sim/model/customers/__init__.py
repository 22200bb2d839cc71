"""The customers' side in detail: when they come for the first time, and who comes back."""
