"""The stream of the package: imports flow one way, files are read in one sitting, functions in one glance.

The arrows are drawn from the sources themselves. An import for type checkers only is no arrow, for it never
happens; an import inside a function is one.
"""

from __future__ import annotations

import ast
import importlib.util
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

SIM = Path(__file__).parents[1] / "sim"

STREAM = (
    ("__main__",),
    ("cli",),
    ("commands",),
    ("batches",),
    ("report",),
    ("experiments",),
    ("kpis", "loading", "resolving", "schema", "sizes", "starting", "theory"),
    ("crosschecks", "records", "refusals", "samples"),
    ("tables",),
    ("engines",),
    ("compiling", "counting"),
    ("agents", "backlog", "channels", "demand", "routing"),
    ("rosters",),
    ("agenda", "timesheets"),
    ("duty", "lines", "logbook", "paces", "returning", "shifts"),
    ("careers",),
    ("busyness", "capacity", "contracts", "designs", "hours"),
    ("scenario",),
    ("nouns",),
    ("policies",),
    ("translating",),
    ("addresses", "keys", "linking"),
    ("dated", "features", "rows"),
    ("arrays", "draws", "headers", "instants", "nights", "periods", "positions", "streams"),
    ("cells", "dates", "layout", "spreadsheets", "writing", "zones"),
    ("laws",),
    ("formulas", "units"),
    ("logarithms",),
    ("jit",),
    ("codecache", "entries", "errors", ""),
)
"""From the command line down to what everything stands on; "" is the package itself. A folder is one word."""

ALLOWED = {
    ("experiments.comparing", "report.plots"): "a Comparison draws itself in a notebook, and asks only then",
}
LONG_FILES = {
    "theory.py": (780, "a list of independent formulas"),
}
LONG_FUNCTIONS = {
    ("engines/core.py", "replication"): "the event loop reads best whole",
    ("draws.py", "normal_quantile"): "published coefficients, one a line",
}


def name_of(path: Path) -> str:
    """Dotted name without the package's own."""
    parts = path.relative_to(SIM).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {name_of(path): path for path in sorted(SIM.rglob("*.py"))}


def executed(tree: ast.AST) -> Iterator[ast.AST]:
    """Every node but those under `if TYPE_CHECKING`."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            continue
        yield node
        yield from executed(node)


def imported(path: Path) -> Iterator[str]:
    """Full dotted names that a file imports."""
    for node in executed(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are written from the package down"
            full = [f"{node.module}.{alias.name}" for alias in node.names]
            modules = {f"sim.{name}".rstrip(".") for name in MODULES}
            yield from (name if name in modules else str(node.module) for name in full)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


ARROWS = sorted(
    (module, target.removeprefix("sim").lstrip("."))
    for module, path in MODULES.items()
    for target in set(imported(path))
    if target == "sim" or target.startswith("sim.")
)


def depth(module: str) -> int:
    """How far down the stream a module lies."""
    word = module.split(".")[0]
    for depth, words in enumerate(STREAM):
        if word in words:
            return depth
    raise AssertionError(f"sim/{word} has no place in the stream yet: give it one in STREAM")


# ---- arrows -------------------------------------------------------------------------------------------------


def test_arrows_point_down_the_stream():
    against = [
        f"{module} imports {target}"
        for module, target in ARROWS
        if module.split(".")[0] != target.split(".")[0]
        and depth(module) >= depth(target)
        and (module, target) not in ALLOWED
    ]
    assert against == []


def test_exceptions_are_still_needed():
    assert set(ALLOWED) <= set(ARROWS)


def test_every_module_has_its_place():
    for module in MODULES:
        depth(module)


def test_the_rooms_do_not_know_each_other():
    rooms = {"agents", "channels", "demand", "routing"}
    assert [arrow for arrow in ARROWS if arrow[0] in rooms and arrow[1] in rooms] == []


def test_the_engines_do_not_know_each_other():
    """Nor the reference anything of the core's machinery, nor the core of the reference's."""
    pairs = {
        ("core", "reference"),
        ("reference", "core"),
        ("core", "unfolded"),
        ("reference", "heap"),
        ("moments", "heap"),
        ("core", "moments"),
        ("reference", "journeys"),
    }
    assert [a for a in ARROWS if (a[0].removeprefix("engines."), a[1].removeprefix("engines.")) in pairs] == []


def test_no_circles():
    """Taking away, again and again, what imports nothing that is left leaves nothing."""
    left = {module: {b for a, b in ARROWS if a == module and (a, b) not in ALLOWED and a != b} for module in MODULES}
    while free := {module for module, targets in left.items() if not targets & set(left)}:
        left = {module: targets for module, targets in left.items() if module not in free}
    assert left == {}


def test_one_file_knows_numba_and_one_knows_simpy():
    def who(library: str) -> list[str]:
        tops = {module: {name.split(".")[0] for name in imported(path)} for module, path in MODULES.items()}
        return [module for module, names in tops.items() if library in names]

    assert who("numba") == ["addresses", "jit", "linking", "rows", "translating"]
    assert who("simpy") == ["engines.reference"]


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


def digest_of(package: Path) -> str:
    """What `sim.jit` of this copy of the package makes of its sources."""
    found = importlib.util.spec_from_file_location("a_copy_of_jit", package / "jit.py")
    copy = importlib.util.module_from_spec(found)
    found.loader.exec_module(copy)
    return copy.source_digest()


def rule_files() -> list[str]:
    """Files with a function that is compiled, and those whose constants such a file reads."""
    marked = ("@rule", "@long_rule", "@called_rule", "@rare_rule")
    with_rules = [path for path in MODULES.values() if any(f"\n{mark}\n" in path.read_text() for mark in marked)]
    constants = [SIM / "arrays.py", SIM / "engines" / "clock.py", SIM / "jit.py"]
    return sorted(path.relative_to(SIM).as_posix() for path in {*with_rules, *constants})


@pytest.mark.parametrize("file", rule_files())
def test_an_edited_rule_is_compiled_anew(file, tmp_path):
    """Numba does not notice an edit to a rule in another file than the kernel's; the digest must."""
    package = tmp_path / "sim"
    shutil.copytree(SIM, package, ignore=shutil.ignore_patterns("__pycache__"))
    before = digest_of(package)
    edited = package / file
    edited.write_text(edited.read_text(encoding="utf-8") + "\n# another thought\n", encoding="utf-8")
    assert digest_of(package) != before
