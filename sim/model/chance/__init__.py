"""Chance: random numbers by key and purpose, and how one of them becomes seconds."""
