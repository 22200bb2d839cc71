"""Everything that knows Numba. Nothing outside this folder imports it, and without it only speed is lost."""
