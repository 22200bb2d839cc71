"""The stream of the package: imports flow one way, files are read in one sitting, functions in one glance.

The arrows are drawn from the sources themselves. An import for type checkers only is no arrow, for it never
happens; an import inside a function is one.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.jit import compiler, expansion

SIM = Path(__file__).parents[1] / "sim"

FLOORS = (
    ("__main__",),
    ("cli", ""),
    ("batches",),
    ("report",),
    ("experiments",),
    ("figures",),
    ("engines",),
    ("plan", "agents", "channels", "routing"),
    ("model",),
    ("jit",),
    ("scenario",),
    ("kpis", "rules", "theory", "errors", "version"),
)
"""The folders and files of `sim`, from the command line down to what everything stands on; "" is the package itself."""

ROOMS = {"agents", "channels", "routing"}
ALLOWED = {
    ("jit.variants", "model.arrays"): "two cores know what a plain service does without",
}
LONG_FILES = {
    "theory.py": (780, "a list of independent formulas"),
}
LONG_FUNCTIONS = {
    ("engines/core/loop.py", "replication"): "the event loop reads best whole",
    ("model/chance/draws.py", "normal_quantile"): "published coefficients, one a line",
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
    """Full dotted names that a file imports, at its head, inside a function, or by name."""
    for node in executed(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are written from the package down"
            full = [f"{node.module}.{alias.name}" for alias in node.names]
            modules = {f"sim.{name}".rstrip(".") for name in MODULES}
            yield from (name if name in modules else str(node.module) for name in full)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.Call) and called_name(node) == "import_module":
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value


def called_name(call: ast.Call) -> str:
    """The last word of the name of what is called."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


ARROWS = sorted(
    (module, target.removeprefix("sim").lstrip("."))
    for module, path in MODULES.items()
    for target in set(imported(path))
    if target == "sim" or target.startswith("sim.")
)


def depth(module: str) -> int:
    """How far down the stream a module lies."""
    word = module.split(".")[0]
    for depth, words in enumerate(FLOORS):
        if word in words:
            return depth
    raise AssertionError(f"sim/{word} has no floor yet: give it one in FLOORS")


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
    assert [arrow for arrow in ARROWS if arrow[0] in ROOMS and arrow[1] in ROOMS] == []


def test_the_engines_do_not_know_each_other():
    """Nor the reference anything of the core's machinery, nor the core of the reference's."""
    folders = [tuple(".".join(name.split(".")[:2]) for name in arrow) for arrow in ARROWS]
    sides = ("engines.reference", "engines.core")
    assert [pair for pair in folders if pair in (sides, sides[::-1])] == []


def test_no_circles():
    """Taking away, again and again, what imports nothing that is left leaves nothing."""
    left = {module: {b for a, b in ARROWS if a == module and (a, b) not in ALLOWED and a != b} for module in MODULES}
    while free := {module for module, targets in left.items() if not targets & set(left)}:
        left = {module: targets for module, targets in left.items() if module not in free}
    assert left == {}


def test_one_folder_knows_numba_and_one_file_knows_simpy():
    def who(library: str) -> list[str]:
        tops = {module: {name.split(".")[0] for name in imported(path)} for module, path in MODULES.items()}
        return [module for module, names in tops.items() if library in names]

    assert who("numba") == ["jit.compiler", "jit.fast_compile", "jit.pipeline", "jit.row_access", "jit.table_pointers"]
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
    decisive = {path.relative_to(SIM).as_posix() for path in compiler.sources()}
    assert set(rule_files()) <= decisive
    assert len(rule_files()) > 30


def test_rules_that_are_not_expanded_are_rules():
    """The measured table names what there is."""
    rules = {
        f"sim.{module}.{node.name}"
        for module, path in MODULES.items()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
        and any(isinstance(mark, ast.Name) and mark.id == "rule" for mark in node.decorator_list)
    }
    assert set(expansion.EXPANSION) <= rules
