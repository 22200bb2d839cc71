"""The benchmarks: how fast the program is, and whether the fast answers are right; `python -m benchmarks` measures
both.

A speed without the figures it produced is worth nothing: a program that cuts corners is always faster. So every timed
run also reports how many contacts gave up and how long they waited, beside the values known to be right. Decision:
ratios are taken between runs made in turn, second by second, and of processor time. A machine that is busy with
something else at the moment slows both sides.
"""
