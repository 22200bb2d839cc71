"""The manifest of a store: what the batch was asked for, and what has changed since the last request.

Somebody corrects a forecast in one of twelve files and starts the batch again. Which shards are kept and which are run
follows from their names; the manifest only serves to report it. A file counts as changed when a design's digest has
changed, so a new comment or another label is no change.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sim.batches.planning import BatchPlan, Case, Variant

Facts = dict[str, Any]


def manifest_of(plan: BatchPlan, facts: Facts) -> Facts:
    """The plan as plain data: facts of the whole, and every variant with the digests of its designs."""
    return {**facts, "variants": [_entry(variant) for variant in plan.variants]}


def _entry(variant: Variant) -> Facts:
    return {
        "file": variant.file, "settings": {one.path: one.value.text for one in variant.settings},
        "digest": variant.digest, "designs": {case.design: _case(case) for case in variant.cases},
    }  # fmt: skip


def _case(case: Case) -> list[Any]:
    return [case.work.digest, case.seed, case.replications]


def is_sound(found: Any) -> bool:
    """Whether the content read has the form of a manifest; a damaged disk or an editor may have changed it."""
    if not isinstance(found, dict) or not isinstance(found.get("variants"), list):
        return False
    return all(isinstance(found.get(name), str) for name in ("program", "engine")) and all(
        isinstance(entry, dict) and isinstance(entry.get("file"), str) and _texts(entry.get("settings"))
        and isinstance(entry.get("designs"), dict)
        and all(isinstance(case, list) and case and isinstance(case[0], str) for case in entry["designs"].values())
        for entry in found["variants"]
    )  # fmt: skip


def _texts(found: Any) -> bool:
    return isinstance(found, dict) and all(isinstance(text, str) for text in found.values())


def changes(before: Facts, now: Facts) -> Iterator[str]:
    """What has changed from one sound manifest to the next, in sentences."""
    for what in ("program", "engine"):
        if before.get(what) != now[what]:
            yield f"the {what} has changed ({before.get(what)}, now {now[what]}): everything is run again"
            return
    old, new = _by_file(before), _by_file(now)
    for file, designs in new.items():
        known = [key for key in designs if key in old.get(file, {})]
        moved = [key for key in known if old[file][key] != designs[key]]
        if moved:
            names = sorted({design for _, design in moved})
            named = ", ".join(names[:5]) + (" ..." if len(names) > 5 else "")
            yield f"{file} has changed: {len(moved)} of {len(known)} cases are run again (designs: {named})"


def _by_file(manifest: Facts) -> dict[str, dict[tuple[Any, str], str]]:
    """By file: the digest of each design of each point of settings."""
    found: dict[str, dict[tuple[Any, str], str]] = {}
    for entry in manifest.get("variants", ()):
        its = found.setdefault(entry["file"], {})
        point = tuple(sorted(entry["settings"].items()))
        its |= {(point, design): case[0] for design, case in entry["designs"].items()}
    return found
