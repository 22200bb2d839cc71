"""From the text of a scenario file to a `Scenario` in which everything has been checked.

A consultant sends a file; before anybody waits for a hundred replications, every slip in it is known: the
unit forgotten in line 6, the skill misspelt in line 20, the CSV that has a Monday twice.

A design is not checked as a difference but as the whole floor it makes, so a
slip in the base shows in every design; it is still reported once, for it stands in one place only.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import Any

import yaml

from sim.errors import Problem, ScenarioError, shown
from sim.scenario.arguments import plain
from sim.scenario.checks import DesignCheck, check_floor, check_study
from sim.scenario.designs import Design, designs_of, problem_at
from sim.scenario.distributions import SAMPLES, Knots
from sim.scenario.keys import without_nulls
from sim.scenario.scenario import (
    RECORDS,
    Centre,
    Counts,
    Head,
    Records,
    Scenario,
    ScenarioFile,
    Study,
    WeekTable,
    records_key,
)
from sim.scenario.site_capacity import reported_at_sites, with_groups
from sim.scenario.tables.column_headers import ColumnChoice
from sim.scenario.tables.contact_records import read_records
from sim.scenario.tables.duration_samples import read_sample
from sim.scenario.tables.week_tables import find_table, read_table
from sim.scenario.units import SECONDS, nearest
from sim.scenario.validation_messages import Shared, checked
from sim.scenario.yaml_positions import Node, read_quickly, read_tree

MAX_BYTES = 5_000_000
NO_FILES = {stat.S_IFIFO: "a pipe", stat.S_IFSOCK: "a socket"}
"""What else than a device may stand under the name of a file, by its type in the file system."""
_BUILDING = Lock()


def load(path: str | os.PathLike[str], designs: Mapping[str, Any] | None = None) -> Scenario:
    """The scenario of a file, checked; a `ScenarioError` lists every problem of it.

    `designs` are further named differences, written as in the file, e.g. `{"more": {"from": "today", "groups":
    {"team": {"agents": 12}}}}`; they are checked like the file's own, and replace those of the same name.
    """
    file = os.fsdecode(path)
    text = _text(file)
    quick = read_quickly(text, file)
    if quick is not None:
        top, exact = quick
        try:
            scenario = of_tree(_with_designs(top, designs) if designs else top, file)
            if exact or not scenario.warnings:
                return scenario
        except ScenarioError:
            if exact:
                raise
    top = read_tree(text, file)
    return of_tree(_with_designs(top, designs) if designs else top, file)


def tree_of(path: str | os.PathLike[str]) -> Node:
    """The words of a file with their places, not checked yet; `ScenarioError` where it is no YAML."""
    file = os.fsdecode(path)
    return read_tree(_text(file), file)


def of_tree(top: Node, file: str, trial: bool = False) -> Scenario:
    """The scenario that the words of a file make, checked; tables are found beside the file.

    In a `trial` some values of a file that is right were replaced by others, so a word that does nothing beside these
    is no mistake of the file.
    """
    with _BUILDING:  # once, however many threads read files
        Head.model_rebuild()
        Centre.model_rebuild()
    top = without_nulls(top, ScenarioFile)
    problems: list[Problem] = []
    files = TableFiles(Path(file).parent, problems)
    reading = SAMPLES.set(files.sample)
    try:
        return _of_tree(top, file, files, problems, trial)
    finally:
        SAMPLES.reset(reading)


def _of_tree(top: Node, file: str, files: TableFiles, problems: list[Problem], trial: bool) -> Scenario:
    head = _head(top, problems)
    designs = designs_of(top, problems)
    found: dict[str, list[Problem]] = {}
    checks: dict[str, DesignCheck] = {}
    shared = Shared()
    for name, design in designs.items():
        found[name] = []
        check = _checked(design, files, found[name], shared)
        if check is not None:
            checks[name] = check
            check_floor(check)
    warned = {name: [*check.warnings] for name, check in checks.items()}
    _judge_idle_words(checks, warned if trial else found, warned)
    for name, design in designs.items():
        names = with_groups(design.tree)[1]
        found[name] = reported_at_sites(found[name], names)
        warned[name] = reported_at_sites(warned.get(name, []), names)
    problems += _reported_once(found)
    if head is not None:
        check_study(head, top, checks, problems)
    if problems or head is None:
        raise ScenarioError(problems)
    warnings = tuple(sorted({*files.warnings, *_reported_once(warned)}))
    return replace(_scenario(head, designs, checks, files, file), warnings=warnings)


def _with_designs(top: Node, designs: Mapping[str, Any]) -> Node:
    """The tree of a file with further designs, whose places are lines of "<designs>"."""
    text = yaml.safe_dump({"designs": plain(designs)}, sort_keys=False, allow_unicode=True)
    more = read_tree(text, "<designs>").value["designs"]
    own = top.value.get("designs")
    named = own.value if own is not None and isinstance(own.value, dict) else {}
    return replace(top, value={**top.value, "designs": replace(more, value={**named, **more.value})})


def _text(file: str) -> str:
    try:
        mode = os.stat(file).st_mode
        if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):  # a pipe may never end, or never begin
            message = f"this is {NO_FILES.get(stat.S_IFMT(mode), 'a device')}, a scenario file is wanted"
            raise ScenarioError([Problem(file, 0, 0, "", message)])
        with open(file, "rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise ScenarioError([Problem(file, 0, 0, "", _unreadable(error))]) from None
    except ValueError:
        raise ScenarioError([Problem(file, 0, 0, "", f"{shown(file)} is not the name of a file")]) from None
    if len(content) > MAX_BYTES:
        message = f"the file is larger than {MAX_BYTES // 1_000_000} MB; a scenario never is"
        raise ScenarioError([Problem(file, 0, 0, "", message)])
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line_begin = content.rfind(b"\n", 0, error.start) + 1
        line, column = content.count(b"\n", 0, error.start) + 1, error.start - line_begin + 1
        message = f"byte 0x{content[error.start]:02X} is not UTF-8 text; save the file as UTF-8"
        raise ScenarioError([Problem(file, line, column, "", message)]) from None


def _unreadable(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "there is no such file"
    if isinstance(error, IsADirectoryError):
        return "this is a folder, a scenario file is wanted"
    return f"the file cannot be read: {error.strerror}"


def _head(top: Node, problems: list[Problem]) -> Head | None:
    """What stands around the floor; unknown keys of the file show here."""
    parts = {key: node for key, node in top.value.items() if key not in Centre.model_fields}
    parts.pop("designs", None)
    head, _ = checked(Head, Node(parts, top.position, top.key_position), problems, keys_of=ScenarioFile)
    return head


class TableFiles:
    """The CSV files that a scenario names, each read once."""

    def __init__(self, folder: Path, problems: list[Problem]) -> None:
        self.folder, self.problems = folder, problems
        self.warnings: list[Problem] = []
        self.found: dict[str, Path] = {}
        self.read: dict[str, WeekTable | Records | None] = {}
        self.samples: dict[tuple[str, str], Knots] = {}

    def add(self, kind: str, named: str | Counts) -> None:
        """Read a file if it was not; a `ValueError` says why it cannot be found."""
        name = named.file if isinstance(named, Counts) else named
        if name not in self.found:
            self.found[name] = find_table(self.folder, name)
        where, key = self.found[name], records_key(kind, named)
        if key not in self.read and kind in RECORDS:
            chosen = (named.column, named.queue) if isinstance(named, Counts) else ()
            asked = ColumnChoice(kind == "counts", *chosen)
            self.read[key] = read_records(where, str(where), self.problems, asked, self.warnings)
        elif key not in self.read:
            self.read[key] = read_table(where, str(where), self.problems, self.warnings)

    def sample(self, name: str, unit: str) -> Knots:
        """The times of a file for an empirical law; a `ValueError` says why it cannot be found, or what is no unit."""
        if unit and unit.lower() not in SECONDS:
            known = ", ".join(("s", "min", "h", "day"))
            raise ValueError(f"{shown(unit)} is no unit of time; allowed: {known}{nearest(unit, SECONDS)}")
        if (name, unit) not in self.samples:
            where = find_table(self.folder, name)
            self.samples[name, unit] = read_sample(where, str(where), self.problems, self.warnings, unit.lower())
        return self.samples[name, unit]

    def tables(self) -> dict[str, WeekTable]:
        """Tables of the week that are in order, by name."""
        return {name: table for name, table in self.read.items() if isinstance(table, WeekTable)}

    def records(self) -> dict[str, Records]:
        """Records that are in order, by `records_key`."""
        return {name: table for name, table in self.read.items() if isinstance(table, Records)}


def _checked(design: Design, files: TableFiles, found: list[Problem], shared: Shared) -> DesignCheck | None:
    tree, _ = with_groups(design.tree)
    centre, refused = checked(Centre, tree, found, shared=shared)
    if centre is None:
        return None
    for path, name in files_named(centre):
        try:
            files.add(path[-1], name)
        except ValueError as error:
            found.append(problem_at(tree, path, str(error)))
    return DesignCheck(design.name, centre, tree, refused, files.tables(), files.records(), found)


def files_named(centre: Centre) -> Iterator[tuple[tuple[str, ...], str | Counts]]:
    """The CSV files that a floor names: where it does, and the name, perhaps with what is meant of it."""
    volumes = [(("contacts", key, "volume"), contact.volume) for key, contact in centre.contacts.items()]
    volumes += [(("orders", key, "volume"), orders.volume) for key, orders in centre.orders.items()]
    for path, volume in volumes:
        for kind in ("profile", *RECORDS):
            if getattr(volume, kind) is not None:
                yield (*path, kind), getattr(volume, kind)
    for key, group in centre.groups.items():
        if group.schedule is not None:
            yield ("groups", key, "schedule"), group.schedule


def _judge_idle_words(
    checks: dict[str, DesignCheck], mistakes: dict[str, list[Problem]], warned: dict[str, list[Problem]]
) -> None:
    """A word that does nothing in any design that has it is reported; one that does something in a design is right.

    The base may hold what one design needs and another has done away with, and 0 % in one design may be 20 % in the
    next: that is what designs are for.
    """
    idle = {name: {one.path for one in check.idle} for name, check in checks.items()}
    acts: dict[tuple[Any, ...], bool] = {}
    for name, check in checks.items():
        for path, problem, mistaken in check.idle:
            word = path, check.tree.at(path)[0].position if mistaken else None
            if word not in acts:
                there = {one: other.tree.at(path) for one, other in checks.items()}
                acts[word] = any(
                    found and path not in idle[one] and (not mistaken or node.position == word[1])
                    for one, (node, found) in there.items()
                )
            if not acts[word]:
                (mistakes if mistaken else warned)[name].append(problem)


def _reported_once(found: dict[str, list[Problem]]) -> list[Problem]:
    """Problems of all designs together; one that some designs do not share names those that have it."""
    designs_with: dict[Problem, list[str]] = {}
    for name, problems in found.items():
        for problem in dict.fromkeys(problems):
            designs_with.setdefault(problem, []).append(name)
    reported = []
    for problem, names in designs_with.items():
        if len(names) == len(found) or problem.key.startswith("designs."):
            reported.append(problem)
        else:
            listed = ", ".join(f"'{name}'" for name in names[:3]) + (" ..." if len(names) > 3 else "")
            reported.append(problem._replace(message=f"{problem.message} (in design {listed})"))
    return reported


def _scenario(
    head: Head, designs: dict[str, Design], checks: dict[str, DesignCheck], files: TableFiles, file: str
) -> Scenario:
    centres = {name: check.centre for name, check in checks.items()}
    tables, records = files.tables(), files.records()
    return Scenario(
        name=head.name,
        question=head.question,
        currency=head.currency,
        designs=centres,
        labels={name: design.label for name, design in designs.items()},
        differences={name: design.difference for name, design in designs.items()},
        study=head.study,
        assumptions=head.assumptions,
        published=head.published,
        tables=tables,
        records=records,
        path=file,
        digest=_digest(centres, tables, records, head.currency, head.study),
    )


def _digest(
    centres: dict[str, Centre], tables: dict[str, WeekTable], records: dict[str, Records], currency: str, study: Study
) -> str:
    content: dict[str, Any] = {
        "designs": {name: without_labels(centre.model_dump(exclude_defaults=True)) for name, centre in centres.items()},
        "tables": {name: _of_digest(one) for name, one in tables.items()},
        "currency": currency,
        "warm_up": study.warm_up,
    }
    if study.fcr_window != Study().fcr_window:  # as with the floor, what is as by default changes no digest
        content["fcr_window"] = study.fcr_window
    if records:
        content["records"] = {name: (one.rows, one.talks) if one.talks else one.rows for name, one in records.items()}
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _of_digest(table: WeekTable) -> list[Any]:
    dated = [table.dates, table.weekly] if table.dates else []
    return [table.first_s, table.step_s, table.values, table.per_cent, *dated]


def without_labels(value: Any) -> Any:
    """A dumped floor without what is only for the eye."""
    if isinstance(value, dict):
        kept = {key: one for key, one in value.items() if key != "label" or isinstance(one, (dict, float))}
        return {key: without_labels(one) for key, one in kept.items()}
    return value
