"""The specification: the floor as SimPy processes."""
