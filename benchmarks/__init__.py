"""How fast is it, and is the fast answer right? `python -m benchmarks` measures both in one run.

A speed without the figures it produced is worth nothing: a program that cuts corners is always faster. So every
run that is timed also says how many contacts gave up and how long they waited, beside the values that are known
to be right. The one surprising decision: ratios are taken between runs made in turn, second by second, and of
the time the process really computed. A machine that does something else at the same moment slows both sides.
"""
