"""The router in detail: who may take what, the order of candidates, scores."""
