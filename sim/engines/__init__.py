"""Two engines, one model: `reference` (SimPy, the specification) and `core` (Numba, fast)."""
