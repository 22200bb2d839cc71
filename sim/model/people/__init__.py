"""The people's side in detail: shifts and breaks, the accounting of their time, learning and leaving."""
