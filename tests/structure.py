"""The shape of the package in figures, drawn from the sources alone.

    python -m tests.structure [TREE]

`TREE` is the root of a checkout (default: this one). Nothing of it is imported, so that any commit can be measured.
What must hold is in `test_structure.py`; this prints where it stands.
"""

from __future__ import annotations

import ast
import math
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).parents[1]
RAISED = {"Problem", "refused", "_refused"}
"""What makes a message to the user, besides `raise`."""


def name_of_call(call: ast.Call) -> str:
    """The last word of the name of what is called."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def executed(tree: ast.AST) -> Iterator[ast.AST]:
    """Every node but those under `if TYPE_CHECKING`."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            continue
        yield node
        yield from executed(node)


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef]:
    """All functions, methods and those inside others."""
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def is_rule(function: ast.FunctionDef) -> bool:
    """Whether it is marked `@rule`, or `@implements(...)`: a rule of the core for a verb of the moments."""
    marks = (mark.func if isinstance(mark, ast.Call) else mark for mark in function.decorator_list)
    return any(isinstance(mark, ast.Name) and mark.id in ("rule", "implements") for mark in marks)


@dataclass(frozen=True)
class Pair:
    """A function of the reference and one of the core that ask the same rules in the same number."""

    reference: str
    core: str
    alike: float
    """Calls of rules that both make, over calls that either makes."""


@dataclass(frozen=True)
class Message:
    """A message in a `raise` or a `Problem` that is written there as a literal."""

    module: str
    line: int
    text: str
    has_value: bool


class Package:
    """The sources of `sim` in a checkout. Modules are named below the package: `model.layout`; "" is `sim` itself."""

    def __init__(self, root: Path = ROOT) -> None:
        self.root = root
        self.sim = root / "sim"
        self.modules: dict[str, Path] = {self.name_of(path): path for path in sorted(self.sim.rglob("*.py"))}

    def name_of(self, path: Path) -> str:
        """Dotted name without the package's own."""
        parts = path.relative_to(self.sim).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @cached_property
    def trees(self) -> dict[str, ast.Module]:
        """By module, its syntax."""
        return {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in self.modules.items()}

    # ---- modules and arrows -----------------------------------------------------------------------------------

    @property
    def files_at_the_top(self) -> list[str]:
        """Modules directly in `sim`."""
        return [path.stem for path in self.modules.values() if path.parent == self.sim]

    def imported(self, module: str) -> Iterator[str]:
        """Full dotted names that a module imports: at its head, inside a function, or by `import_module`."""
        for node in executed(self.trees[module]):
            if isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{module}: imports are written from the package down"
                full = [f"{node.module}.{alias.name}" for alias in node.names]
                yield from (name if name.removeprefix("sim.") in self.modules else str(node.module) for name in full)
            elif isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.Call) and name_of_call(node) == "import_module":
                yield from self.named_in(node.args[0] if isinstance(node.args[0], ast.Constant) else self.trees[module])

    def named_in(self, node: ast.AST) -> Iterator[str]:
        """Modules whose full names stand there as texts: what `import_module` may import."""
        for text in ast.walk(node):
            said = text.value if isinstance(text, ast.Constant) else None
            if isinstance(said, str) and said.startswith("sim.") and said.removeprefix("sim.") in self.modules:
                yield said

    @cached_property
    def arrows(self) -> list[tuple[str, str]]:
        """Who imports whom, within the package. An import for type checkers only never happens and is no arrow."""
        return sorted(
            (module, target.removeprefix("sim").lstrip("."))
            for module in self.modules
            for target in set(self.imported(module))
            if target == "sim" or target.startswith("sim.")
        )

    def back_up(self, floors: tuple[tuple[str, ...], ...]) -> list[tuple[str, str]]:
        """Arrows from one folder to another that does not stand below it."""
        depth = {word: at for at, words in enumerate(floors) for word in words}
        return [
            (module, target)
            for module, target in self.arrows
            if (one := module.split(".")[0]) != (other := target.split(".")[0]) and depth[one] >= depth[other]
        ]

    @property
    def circles(self) -> list[list[str]]:
        """Sets of modules that reach each other by imports."""
        return circles(self.arrows)

    @property
    def floors(self) -> int:
        """Folders and files of `sim` on the longest way down along the arrows; those in a circle count as one."""
        between = [(a.split(".")[0], b.split(".")[0]) for a, b in self.arrows]
        joined = {word: circle[0] for circle in circles(between) for word in circle}
        below: dict[str, set[str]] = {}
        for one, other in between:
            below.setdefault(joined.get(one, one), set()).add(joined.get(other, other))
        left = {word: targets - {word} for word, targets in below.items()}
        return longest_way(left)

    # ---- rules ------------------------------------------------------------------------------------------------

    @cached_property
    def rules(self) -> dict[str, ast.FunctionDef]:
        """By full name below the package, all functions marked `@rule`."""
        return {
            f"{module}.{function.name}": function
            for module, tree in self.trees.items()
            for function in functions(tree)
            if is_rule(function)
        }

    def arguments(self, prefix: str = "") -> list[int]:
        """How many arguments each rule takes, of the modules whose names begin so; the fewest first."""
        return sorted(len(rule.args.args) for name, rule in self.rules.items() if name.startswith(prefix))

    @property
    def lines_of_rules(self) -> int:
        """Lines of all rules, docstrings included."""
        return sum(lines_of(rule) for rule in self.rules.values())

    @property
    def lines_that_know_numba(self) -> int:
        """Lines of `sim/jit`, without the rows of the measured table of how rules are expanded."""
        lines = sum(len(path.read_text(encoding="utf-8").splitlines()) for path in self.sim.glob("jit/*.py"))
        tables = [
            node
            for node in self.trees.get("jit.expansion", ast.Module([], [])).body
            if isinstance(node, ast.AnnAssign) and isinstance(node.value, ast.Dict)
        ]
        return lines - sum(lines_of(table) for table in tables)

    @property
    def compiled_cores(self) -> int:
        """Kinds of plans that a core is compiled for: `Plan` and the classes made from it."""
        classes = [node for tree in self.trees.values() for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
        return 1 + sum(any(ast.unparse(base).split(".")[-1] == "Plan" for base in one.bases) for one in classes)

    # ---- choreography -----------------------------------------------------------------------------------------

    def rules_asked(self, engine: str) -> dict[str, Counter[str]]:
        """By function of an engine's folder, how often it calls each rule of the rooms and the model."""
        own = {name.rsplit(".", 1)[1] for name in self.rules if not name.startswith("engines.")}
        found: dict[str, Counter[str]] = {}
        for module, tree in self.trees.items():
            if module.startswith(f"engines.{engine}."):
                for function in functions(tree):
                    found[f"{module}.{function.name}"] = Counter(rules_called(function, own))
        return found

    @property
    def written_twice(self) -> list[Pair]:
        """Moments that both engines tell: what is done there is at least half the same, and is two rules or more."""
        reference, core = self.rules_asked("reference"), self.rules_asked("core")
        candidates = sorted(
            (Pair(one, other, alike(asked, reference[one])) for one in reference for other, asked in core.items()
             if (asked & reference[one]).total() >= 2),
            key=lambda pair: (-pair.alike, pair.reference, pair.core),
        )  # fmt: skip
        found: list[Pair] = []
        for pair in candidates:
            if pair.alike >= 0.5 and not any(pair.reference == one.reference or pair.core == one.core for one in found):
                found.append(pair)
        return found

    # ---- messages ---------------------------------------------------------------------------------------------

    @property
    def messages(self) -> list[Message]:
        """Messages written where they are raised. Has a value: something of the input or of the state is filled in."""
        found = {(one.module, one.line): one for name, tree in self.trees.items() for one in messages_in(name, tree)}
        return [found[place] for place in sorted(found)]


def lines_of(node: ast.stmt) -> int:
    """Lines from the first to the last, decorators left out."""
    return (node.end_lineno or node.lineno) - node.lineno + 1


def rules_called(function: ast.FunctionDef, rules: set[str]) -> Iterator[str]:
    """Names of rules that a function calls; a method of its own object is none."""
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and name_of_call(node) in rules:
            owner = getattr(node.func, "value", None)
            if not (isinstance(owner, ast.Name) and owner.id == "self"):
                yield name_of_call(node)


def alike(one: Counter[str], other: Counter[str]) -> float:
    """Calls that both make, over calls that either makes."""
    return (one & other).total() / (one | other).total()


def circles(arrows: list[tuple[str, str]]) -> list[list[str]]:
    """Sets of more than one that reach each other."""
    below: dict[str, set[str]] = {}
    for one, other in arrows:
        below.setdefault(one, set()).add(other)
    reached = {one: reach(one, below) for one in below}
    found = {frozenset(b for b in reached[a] if a in reached.get(b, ())) for a in reached}
    return sorted(sorted(circle) for circle in found if len(circle) > 1)


def reach(start: str, below: dict[str, set[str]]) -> set[str]:
    """All that can be reached along the arrows."""
    found: set[str] = set()
    left = [start]
    while left:
        for target in below.get(left.pop(), ()):
            if target not in found:
                found.add(target)
                left.append(target)
    return found


def longest_way(below: dict[str, set[str]]) -> int:
    """How many stand on the longest way down; there must be no circle."""
    depth: dict[str, int] = {}

    def down(word: str) -> int:
        if word not in depth:
            depth[word] = 1 + max((down(target) for target in below.get(word, ())), default=0)
        return depth[word]

    return max(map(down, below), default=0)


def messages_in(module: str, tree: ast.AST) -> Iterator[Message]:
    """The literal messages of a module."""
    for node in ast.walk(tree):
        call = node.exc if isinstance(node, ast.Raise) else node
        if not isinstance(call, ast.Call) or (call is node and name_of_call(call) not in RAISED):
            continue
        values = [*call.args, *(keyword.value for keyword in call.keywords)]
        texts = [value for value in values if is_text(value)]
        if texts and is_message(texts[-1]):
            filled = any(isinstance(part, ast.FormattedValue) for text in texts for part in ast.walk(text))
            yield Message(module, call.lineno, ast.unparse(texts[-1]), filled)


def is_text(node: ast.expr) -> bool:
    """A literal, filled in or not."""
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def is_message(node: ast.expr) -> bool:
    """A sentence, and not the name of a key beside a message that is made elsewhere."""
    return isinstance(node, ast.JoinedStr) or " " in str(getattr(node, "value", ""))


def p90(numbers: list[int]) -> int:
    """The smallest that nine of ten do not exceed."""
    return numbers[math.ceil(0.9 * len(numbers)) - 1]


def report(package: Package) -> Iterator[tuple[str, str, str]]:
    """What is measured, what is found, what is asked."""
    arguments, in_core = package.arguments(), package.arguments("engines.")
    with_value = [message for message in package.messages if message.has_value]
    ratio = package.lines_of_rules / package.lines_that_know_numba
    yield "modules directly in sim/", str(len(package.files_at_the_top)), "≤ 12"
    yield "floors", str(package.floors), "≤ 12"
    yield "circles of imports, deferred ones counted", str(len(package.circles)), "0"
    yield "moments told by both engines", str(len(package.written_twice)), "0"
    yield "compiled cores", str(package.compiled_cores), "≤ 2"
    numba = f"1 : {ratio:.1f} ({package.lines_that_know_numba} : {package.lines_of_rules})"
    yield "lines that know Numba : lines of rules", numba, "≤ 1 : 5"
    yield "messages with their value", f"{len(with_value)} of {len(package.messages)}", "all"
    many = sum(number >= 7 for number in in_core)
    yield "arguments of a rule, p90", f"{p90(arguments)} ({many} of {len(in_core)} in the engines ≥ 7)", "≤ 5"


def main(words: list[str]) -> None:
    """Print the figures, then what is behind those that should be none."""
    package = Package(Path(words[0]) if words else ROOT)
    for what, found, asked in report(package):
        print(f"{what:45} {found:32} {asked}")
    for circle in package.circles:
        print(f"circle: {', '.join(circle)}")
    for pair in package.written_twice:
        print(f"twice: {pair.reference}, {pair.core} ({pair.alike:.0%} alike)")
    for message in package.messages:
        if not message.has_value:
            print(f"no value: sim/{message.module.replace('.', '/')}:{message.line}: {message.text}")


if __name__ == "__main__":
    main(sys.argv[1:])
