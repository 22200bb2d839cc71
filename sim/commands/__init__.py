"""Commands of `polyvalence` that have a file of their own."""
