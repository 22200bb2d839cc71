"""The exit codes of `polyvalence`: part of the contract with scripts that call it."""

UNEXPECTED, BAD_INPUT, BATCH_WITH_FAILURES, INTERRUPTED = 1, 2, 3, 130
"""0 is done. A batch also ends with 1 where its store, its cluster or its workers fail."""
