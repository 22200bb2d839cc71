"""The stream of the package: imports flow one way, files are read in one sitting, functions in one glance.

The arrows are drawn from the sources themselves (`structure.py`). An import for type checkers only is no arrow, for it
never happens; an import inside a function is one, and so is one by name. How long all this is today, print with
`python -m tests.structure`.
"""

from __future__ import annotations

import ast

import pytest

from sim.floors import COMPILED, FLOORS, floor_of, sources_of
from sim.jit import expansion
from tests.structure import ROOT, Package, p90

SIM = ROOT / "sim"

ROOMS = {"agents", "channels", "routing"}
LONG_FILES = {
    "theory.py": (780, "a list of independent formulas"),
}
LONG_FUNCTIONS = {
    ("engines/core/loop.py", "replication"): "the event loop reads best whole",
    ("model/chance/draws.py", "normal_quantile"): "published coefficients, one a line",
}


PACKAGE = Package()
MODULES, ARROWS = PACKAGE.modules, PACKAGE.arrows


# ---- arrows -------------------------------------------------------------------------------------------------


def test_arrows_point_down_the_stream():
    assert PACKAGE.back_up(FLOORS) == []


def test_every_module_has_its_place():
    for module in MODULES:
        floor_of(module)


def test_the_rooms_do_not_know_each_other():
    assert [arrow for arrow in ARROWS if arrow[0] in ROOMS and arrow[1] in ROOMS] == []


def test_the_engines_do_not_know_each_other():
    """Nor the reference anything of the core's machinery, nor the core of the reference's."""
    folders = [tuple(".".join(name.split(".")[:2]) for name in arrow) for arrow in ARROWS]
    sides = ("engines.reference", "engines.core")
    assert [pair for pair in folders if pair in (sides, sides[::-1])] == []


def test_no_circles():
    assert PACKAGE.circles == []


def test_few_modules_at_the_top_and_few_floors():
    assert len(PACKAGE.files_at_the_top) <= 12
    assert PACKAGE.floors <= len(FLOORS) <= 12


def test_no_moment_is_told_twice():
    """Both engines call the same moments; neither has a function that asks the same rules as one of the other's."""
    assert PACKAGE.written_twice == []


def test_two_cores_are_compiled_at_the_most():
    assert PACKAGE.compiled_cores <= 2


def test_one_line_knows_numba_for_five_lines_of_rules():
    assert PACKAGE.lines_that_know_numba * 5 <= PACKAGE.lines_of_rules


def test_rules_take_few_arguments():
    assert p90(PACKAGE.arguments()) <= 5


def test_every_message_names_the_value_it_found():
    """The one that names null names its value."""
    without = [message.text for message in PACKAGE.messages if not message.has_value]
    assert without == ["\"null says nothing of the hours; write e.g. '08:00-20:00' or 'closed'\""]


def test_one_folder_knows_numba_and_one_file_knows_simpy():
    def who(library: str) -> list[str]:
        tops = {module: {name.split(".")[0] for name in PACKAGE.imported(module)} for module in MODULES}
        return [module for module, names in tops.items() if library in names]

    assert who("numba") == [f"jit.{name}" for name in ("compiler", "fast_compile", "intrinsics", "own_score", "tables")]
    assert who("simpy") == ["engines.reference.processes"]


# ---- sizes --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("module", MODULES)
def test_files_are_read_in_one_sitting(module):
    path = MODULES[module]
    most, _ = LONG_FILES.get(path.relative_to(SIM).as_posix(), (400, ""))
    assert len(path.read_text(encoding="utf-8").splitlines()) <= most


@pytest.mark.parametrize("module", MODULES)
def test_functions_are_read_in_one_glance(module):
    path = MODULES[module]
    long = [
        f"{node.name}: {node.end_lineno - node.lineno + 1} lines"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
        and node.end_lineno - node.lineno + 1 > 60
        and (path.relative_to(SIM).as_posix(), node.name) not in LONG_FUNCTIONS
    ]
    assert long == []


# ---- compiled code ------------------------------------------------------------------------------------------


def rule_files() -> list[str]:
    """Files with a function that is compiled, and those whose constants such a file reads."""
    with_rules = [path for path in MODULES.values() if "\n@rule\n" in path.read_text(encoding="utf-8")]
    constants = [SIM / "model" / "arrays.py", SIM / "engines" / "clock.py", SIM / "rules.py"]
    return sorted(path.relative_to(SIM).as_posix() for path in {*with_rules, *constants})


def test_an_edited_rule_is_compiled_anew():
    """Numba does not notice an edit to a rule in another file than the kernel's; the digest must."""
    decisive = {path.relative_to(SIM).as_posix() for path in sources_of(COMPILED)}
    assert set(rule_files()) <= decisive
    assert len(rule_files()) > 30


def test_rules_that_are_not_expanded_are_rules():
    """The measured table names what there is."""
    assert set(expansion.EXPANSION) <= {f"sim.{name}" for name in PACKAGE.rules}
