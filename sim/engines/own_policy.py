"""A user's own policy of routing: read from a Python file or taken from a program, checked, compiled where it can be.

A policy is one or two functions that score; the greatest score among those who may, of the best rank, is chosen. The
reference calls them as they stand. The core calls them compiled, by their address, so the core itself is not compiled
anew. Where a function makes a mistake while it runs in the core, the replication is run
again by the reference, for only there the mistake has a line.
"""

from __future__ import annotations

import hashlib
import inspect
import os
import sys
import traceback
import types
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from importlib.util import module_from_spec, spec_from_file_location
from typing import Any

from sim import rules
from sim.errors import Problem, ScenarioError
from sim.jit import own_score
from sim.model import arrays
from sim.model.arrays import ALWAYS
from sim.plan.build import PlannedDesign
from sim.scenario.units import nearest

Score = Callable[..., float]

AGENT, CONTACT = "agent_score", "contact_score"
SIDES = {AGENT: ("contact", "agent"), CONTACT: ("agent", "contact")}
"""By side of the question, the third and fourth argument of its function."""
SIGNATURES = f"{AGENT}(plan, floor, contact, agent, now) or {CONTACT}(plan, floor, agent, contact, now)"


@dataclass
class OwnPolicy:
    """One or two scores by the side of the question they answer."""

    name: str
    digest: str
    """SHA-256 of its source."""
    scores: dict[str, Score]
    file: str = ""
    tell: Callable[[str], None] = field(default=lambda message: warnings.warn(message, stacklevel=2))
    """Called with what the user should know."""
    numbers: dict[str, int] = field(default_factory=dict)
    """By side, what a plan knows the score by; for the core its address."""

    def provenance(self) -> dict[str, str]:
        """Which policy ran."""
        return {"name": self.name, "digest": self.digest}

    def problem(self, error: BaseException) -> ScenarioError:
        """A mistake of the policy, with the line of its source."""
        frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename in self._files()]
        line = frames[-1].lineno or 0 if frames else 0
        return ScenarioError([Problem(self.file or self.name, line, 1, "", f"{type(error).__name__}: {error}")])

    def _files(self) -> set[str]:
        return {score.__code__.co_filename for score in self.scores.values()}


# ---- reading --------------------------------------------------------------------------------------------------


def policy_of(given: Any) -> OwnPolicy | None:
    """The policy that a caller means: a function, several, FILE.py or FILE.py:NAME; None for none.

    Raises ScenarioError for a file with mistakes, ValueError for what is no policy.
    """
    if given is None or isinstance(given, OwnPolicy):
        return given
    if isinstance(given, (str, os.PathLike)):
        return _read(os.fspath(given))
    functions = list(given) if isinstance(given, Sequence) else [given]
    if not functions or not all(isinstance(one, types.FunctionType) for one in functions):
        raise ValueError(f"a policy is a function, or a file with one: {SIGNATURES}")
    scores: dict[str, Score] = {_side(one): one for one in functions}
    if len(scores) < len(functions):
        names = ", ".join(one.__qualname__ for one in functions)
        raise ValueError(f"several of {names} answer the same question; give one for agents and one for contacts")
    return OwnPolicy(" and ".join(one.__qualname__ for one in functions), _digest(map(_source, functions)), scores)


def _digest(sources: Any) -> str:
    return hashlib.sha256("\n".join(sources).encode()).hexdigest()


def _source(function: Score) -> str:
    try:
        return inspect.getsource(function)
    except (OSError, TypeError):
        code = function.__code__
        return repr((code.co_code, code.co_consts, code.co_names))


def _side(function: Score) -> str:
    """Which question the function answers, by its arguments; ValueError if none."""
    names = tuple(inspect.signature(function).parameters)
    for side, order in SIDES.items():
        if len(names) == 5 and names[2:4] == order:
            return side
    raise ValueError(f"{function.__qualname__}({', '.join(names)}) is no score; write {SIGNATURES}")


def _read(given: str) -> OwnPolicy:
    """FILE.py, with functions of the two names, or FILE.py:NAME."""
    path, colon, name = given.rpartition(":")
    if not colon or not path.endswith(".py"):
        path, name = given, ""
    try:
        with open(path, encoding="utf-8") as file:
            text = file.read()
    except (OSError, UnicodeDecodeError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no text"
        raise ScenarioError([Problem(path, 0, 0, "", f"the policy cannot be read: {reason}")]) from None
    module = _executed(path, text)
    known = {key: one for key, one in vars(module).items() if isinstance(one, types.FunctionType)}
    wanted = [name] if name else [side for side in SIDES if side in known]
    if not wanted:
        message = f"there is no policy in the file; write a function {SIGNATURES}"
        raise ScenarioError([Problem(path, 0, 0, "", message)])
    if name and name not in known:
        allowed = f"; there is: {', '.join(known)}" if known else ""
        message = f"there is no function '{name}' in the file{allowed}{nearest(name, known)}"
        raise ScenarioError([Problem(path, 0, 0, "", message)])
    try:
        scores: dict[str, Score] = {_side(known[one]): known[one] for one in wanted}
    except ValueError as error:
        line = known[wanted[0]].__code__.co_firstlineno
        raise ScenarioError([Problem(path, line, 1, "", str(error))]) from None
    return OwnPolicy(given, _digest([text]), scores, path)


def _executed(path: str, text: str) -> types.ModuleType:
    """The file as a module; its mistakes as problems of a file."""
    name = f"policy_{hashlib.sha256(os.path.abspath(path).encode()).hexdigest()[:12]}"
    spec = spec_from_file_location(name, path)
    assert spec is not None, "a file that can be read can be executed"
    module = module_from_spec(spec)
    sys.modules[name] = module
    try:
        exec(compile(text, path, "exec"), vars(module))
    except SyntaxError as error:
        message = f"this is no Python: {error.msg}"
        raise ScenarioError([Problem(path, error.lineno or 0, error.offset or 1, "", message)]) from None
    except Exception as error:
        frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == path]
        line = frames[-1].lineno or 0 if frames else 0
        raise ScenarioError([Problem(path, line, 1, "", f"{type(error).__name__}: {error}")]) from None
    return module


# ---- running --------------------------------------------------------------------------------------------------


def prepare(policy: OwnPolicy | None, planned: PlannedDesign, engine: str) -> str:
    """Make the policy ready for plans of this kind; returns the engine that can run it."""
    if policy is None or policy.numbers:
        return engine
    if engine == "core":
        tables = (planned.plan, arrays.new_floor(planned.plan, 1))
        try:
            policy.numbers = {
                side: own_score.compiled_score(score, partial(by_numbers, side), tables)
                for side, score in policy.scores.items()
            }
        except own_score.NotCompiledError as error:
            policy.tell(f"{policy.name} does not compile for the core, so the reference runs it, slowly: {error}")
            engine = "reference"
    if engine == "reference":
        policy.numbers = {side: -1 - len(rules.CALLED) - at for at, side in enumerate(policy.scores)}
    for side, number in policy.numbers.items():
        rules.CALLED[number] = _as_called(policy, side)
    return engine


def by_numbers(side: str, score: Score) -> Score:
    """The score as the rules call it, by the numbers of contact and agent; compiled for the core as it stands."""

    def of_agent(plan: Any, floor: Any, c: int, a: int, now: float) -> float:
        return score(plan, floor, floor.contact[c], floor.agent[a], now)

    def of_contact(plan: Any, floor: Any, c: int, a: int, now: float) -> float:
        return score(plan, floor, floor.agent[a], floor.contact[c], now)

    return of_agent if side == AGENT else of_contact


def _as_called(policy: OwnPolicy, side: str) -> Score:
    """The score as the reference calls it: a mistake becomes a problem with its line."""
    score = by_numbers(side, policy.scores[side])

    def called(plan: Any, floor: Any, c: int, a: int, now: float) -> float:
        try:
            return float(score(plan, floor, c, a, now))
        except Exception as error:
            raise policy.problem(error) from None

    return called


def with_policy(planned: PlannedDesign, policy: OwnPolicy | None) -> PlannedDesign:
    """The plan with the user's scores in place of the file's."""
    if policy is None:
        return planned
    agent, contact = policy.numbers.get(AGENT, 0), policy.numbers.get(CONTACT, 0)
    plan = planned.plan._replace(by_score=1, looks=ALWAYS, personal=1, agent_call=agent, contact_call=contact)
    return replace(planned, plan=plan)
