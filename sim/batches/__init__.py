"""Batches: many variants of scenario files, resumable, with one tidy table of results."""

from sim.batches.batching import Batch, Failure, batch
from sim.batches.store import StoreError

__all__ = ["Batch", "Failure", "StoreError", "batch"]
