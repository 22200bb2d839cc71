"""A loop that reads and writes tables in every way rules do, and the same in NumPy's words.

It stands in a file of its own because pytest rewrites the assertions of test files, and Numba cannot compile what comes
of it.
"""

from __future__ import annotations

from sim.rules import by_reference


def rewrite(tables):
    tables = by_reference(tables)
    for i in range(tables.line.shape[0]):
        row = tables.line[i]
        row.first = row.last + i
        row.arrivals += 0.5
        row.length = 2.75  # what is not whole is cut off
    for i in range(tables.flow.shape[0]):
        for j in range(tables.flow.shape[1]):
            tables.flow[i, j].answered += tables.line[1].arrivals * tables.flow[i, j].offered
    for i in range(tables.grid.shape[0]):
        for j in range(tables.grid.shape[1]):
            for k in range(tables.grid.shape[2]):
                tables.grid[i, j, k] += tables.grid[0, 0, 0] + tables.number.shape[0]
    for i in range(tables.number.shape[0]):
        tables.number[i] = tables.number[4 - i] + i


def by_numpy(tables):
    """The same with NumPy's own indexing."""
    line, flow, grid, number = tables
    for i in range(len(line)):
        line["first"][i] = line["last"][i] + i
        line["arrivals"][i] += 0.5
        line["length"][i] = int(2.75)
    for i, j in [(i, j) for i in range(2) for j in range(4)]:
        flow["answered"][i, j] += line["arrivals"][1] * flow["offered"][i, j]
    for i, j, k in [(i, j, k) for i in range(2) for j in range(3) for k in range(4)]:
        grid[i, j, k] += grid[0, 0, 0] + 5
    for i in range(5):
        number[i] = number[4 - i] + i


rewrite.by_numpy = by_numpy
