"""What `python -m tests.structure` measures, on packages of a few lines whose figures are known."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from tests.structure import Package, circles, longest_way, p90, report

Make = Callable[[dict[str, str]], Package]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    def make(files: dict[str, str]) -> Package:
        for name, text in files.items():
            path = tmp_path / "sim" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(dedent(text), encoding="utf-8")
        return Package(tmp_path)

    return make


def test_every_way_to_import_is_an_arrow_but_that_for_type_checkers(make: Make):
    package = make(
        {
            "one.py": """
                from typing import TYPE_CHECKING
                from importlib import import_module
                from sim.low.down import word
                if TYPE_CHECKING:
                    from sim import unseen
                HOMES = {"word": "sim.far"}
                def late():
                    import sim.three
                    import_module("sim.two")
                    import_module(HOMES["word"])
            """,
            **{f"{name}.py": "" for name in ("two", "three", "far", "unseen", "low/down", "low/__init__")},
        }
    )
    assert package.arrows == [("one", name) for name in ("far", "low.down", "three", "two")]
    assert sorted(package.files_at_the_top) == ["far", "one", "three", "two", "unseen"]
    assert package.floors == 2


def test_an_arrow_to_a_folder_that_is_not_below_runs_back_up(make: Make):
    package = make({"a.py": "import sim.b.c", "b/c.py": "import sim.d", "d.py": "def f():\n    import sim.a"})
    assert package.back_up((("a",), ("b",), ("d",))) == [("d", "a")]
    assert package.back_up((("a", "b"), ("d",))) == [("a", "b.c"), ("d", "a")]
    assert package.circles == [["a", "b.c", "d"]]
    assert package.floors == 1


def test_circles_and_ways():
    assert circles([("a", "b"), ("b", "a"), ("b", "c"), ("d", "e"), ("e", "d"), ("f", "f")]) == [["a", "b"], ["d", "e"]]
    assert longest_way({"a": {"b", "c"}, "b": {"c"}, "d": set()}) == 3


def test_rules_their_arguments_and_the_lines_that_know_numba(make: Make):
    rules = "@rule\ndef {0}(a, b, c):\n    pass\n\n\ndef other(a):\n    pass\n"
    package = make(
        {
            "model/x.py": rules.format("f"),
            "engines/y.py": rules.format("g"),
            "jit/z.py": "import numba\n\n\nX = 1\n",
            "jit/expansion.py": "TABLE: dict[str, str] = {\n    'a': 'b',\n    'c': 'd',\n}\nOTHER = 1\n",
            "model/arrays.py": "class Plan:\n    pass\n\n\nclass PlainPlan(Plan):\n    pass\n",
        }
    )
    assert sorted(package.rules) == ["engines.y.g", "model.x.f"]
    assert package.arguments("engines.") == [3]
    assert package.lines_of_rules == 4
    assert package.lines_that_know_numba == 5
    assert package.compiled_cores == 2
    assert [p90(list(range(1, n + 1))) for n in (1, 10, 20)] == [1, 9, 18]


def test_a_moment_that_both_engines_tell_is_found(make: Make):
    names = "abcdef"
    package = make(
        {
            "model/x.py": "".join(f"@rule\ndef {name}():\n    pass\n" for name in names),
            "engines/reference/r.py": """
                class R:
                    def gives_up(self):
                        x.a(); y = x.b()
                        if y: x.c()
                        self.d()
                    def waits(self):
                        x.d(); x.e(); x.f()
                    def passes(self):
                        x.f()
            """,
            "engines/core/c.py": """
                def give_up():
                    if x.a(): x.b()
                    x.c()
                def wait():
                    x.d(); x.a(); x.b(); x.c()
                def pass_by():
                    x.f()
            """,
        }
    )
    (pair,) = package.written_twice
    assert (pair.reference, pair.core, pair.alike) == ("engines.reference.r.gives_up", "engines.core.c.give_up", 1.0)


def test_messages_without_a_value_are_found(make: Make):
    package = make(
        {
            "x.py": """
                def f(value, made):
                    raise ValueError("a number is wanted")
                    raise ValueError(f"{value} is no number")
                    raise ValueError(made)
                    raise KeyError
                    Problem(value, 0, 0, "designs", made)
                    Problem(value, 0, 0, "", "this is no file")
                    print("not raised")
            """
        }
    )
    assert [(message.line, message.has_value) for message in package.messages] == [(3, False), (4, True), (8, False)]


def test_everything_of_this_package_is_found():
    """A renamed folder must not leave a measure without anything to measure."""
    package = Package()
    assert all(package.rules_asked(engine) for engine in ("reference", "core"))
    assert len(package.rules) > 300
    assert package.lines_that_know_numba > 100
    assert len(package.messages) > 150
    assert package.compiled_cores >= 1
    assert {asked for _, _, asked in report(package)}
