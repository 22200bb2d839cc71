"""From shards to the one tidy table: a row for each indicator of each design of each variant, with its interval.

A row equals what `polyvalence run` of this variant prints, to the last bit: the sums of the replications are combined
in the order of their numbers, by the same functions. The table is written a few variants at a time, so memory does not
grow with the batch. It contains no time and no machine name: the same request gives the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator
from functools import reduce
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from sim.batches.axes import AxisValue
from sim.batches.planning import BatchPlan, Case, Variant
from sim.batches.store import Store
from sim.experiments import result_tables
from sim.experiments.replications import SECTIONS, Sample
from sim.plan.build import PlannedDesign, names_of_design

if TYPE_CHECKING:
    import pyarrow as pa

GROUP = 10
"""Variants in a row group of the Parquet file."""
BEFORE = {"variant": "int64", "file": "string"}
AFTER = {
    "scenario_digest": "string", "seed": "int64", "design": "string", "kpi": "string", "scope": "string",
    "name": "string", "interval": "string", "estimate": "float64", "low": "float64", "high": "float64",
    "unit": "string", "n": "int64", "sections": "int64",
}  # fmt: skip
UNIT = b"unit"
FACTS = b"polyvalence"


class MissingShardsError(RuntimeError):
    """Some shards are missing, or were damaged and are removed."""


def write_table(
    store: Store,
    path: Path,
    plan: BatchPlan,
    engine: str,
    failed: Collection[tuple[str, int]],
    facts: dict[str, Any],
    tell: Callable[[int], None] | None = None,
) -> None:
    """Write the table to a path, without the runs that `failed`; `facts` are kept in the schema.

    Raises MissingShardsError, after reading all, where shards are missing. `tell(variants)` reports progress.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema, keys = schema_of(plan, facts), set_columns(plan)
    missing = 0
    with pq.ParquetWriter(path, schema, compression="zstd", version="2.6") as writer:
        variants = iter(plan.variants)
        while some := list(islice(variants, GROUP)):
            rows: list[dict[str, Any]] = []
            for variant in some:
                for case in (one for one in variant.cases if one.run not in failed):
                    sample = sample_of_case(store, case, engine)
                    missing += sample is None
                    if sample is not None and not missing:
                        rows += rows_of_case(variant, case, sample, keys)
                if tell is not None:
                    tell(1)
            if not missing:
                columns = [pa.array([row[field.name] for row in rows], field.type) for field in schema]
                writer.write_table(pa.Table.from_arrays(columns, schema=schema))
    if missing:
        raise MissingShardsError


def schema_of(plan: BatchPlan, facts: dict[str, Any]) -> pa.Schema:
    """The columns: variant and file, one for each key that is set, then those of an indicator."""
    import pyarrow as pa

    arrow_types = {"int64": pa.int64(), "float64": pa.float64(), "string": pa.string()}
    fields = [pa.field(name, arrow_types[data_type]) for name, data_type in BEFORE.items()]
    for name, (data_type, unit) in set_columns(plan).items():
        fields.append(pa.field(name, arrow_types[data_type], metadata={UNIT: unit.encode()} if unit else None))
    fields += [pa.field(name, arrow_types[data_type]) for name, data_type in AFTER.items()]
    return pa.schema(fields, metadata={FACTS: json.dumps(facts, ensure_ascii=False).encode()})


def set_columns(plan: BatchPlan) -> dict[str, tuple[str, str]]:
    """(data type, unit) of the columns of keys that are set, by the name of the column."""
    values: dict[str, list[AxisValue]] = {}
    for variant in plan.variants:
        for setting in variant.settings:
            values.setdefault(setting.path, []).append(setting.value)
    return {column_of(path): _data_type_of(its) for path, its in values.items()}


def column_of(path: str) -> str:
    """The column of a key that is set: the key, unless another column has that name."""
    return f"set {path}" if path in BEFORE or path in AFTER else path


def cell_of(value: AxisValue, data_type: str) -> Any:
    """A value as its column stores it."""
    return (
        value.text if data_type == "string" else {"int64": int, "float64": float}[data_type](cast(float, value.number))
    )


def _data_type_of(values: list[AxisValue]) -> tuple[str, str]:
    units = {value.unit for value in values}
    if len(units) > 1 or any(value.number is None for value in values):
        return "string", ""
    whole = all(isinstance(value.number, int) and abs(value.number) < 2**63 for value in values)
    return ("int64" if whole else "float64"), units.pop()


def rows_of_case(
    variant: Variant, case: Case, sample: Sample, keys: dict[str, tuple[str, str]]
) -> Iterator[dict[str, Any]]:
    """The rows of a design of a variant; `keys` are `set_columns` of the plan."""
    common = {"variant": variant.number, "file": variant.file, "scenario_digest": variant.digest, "seed": case.seed}
    for setting in variant.settings:
        column = column_of(setting.path)
        common[column] = cell_of(setting.value, keys[column][0])
    for row in result_tables.kpi_rows(sample, case.confidence):
        yield {**common, **row, "design": case.design}


def sample_of_case(store: Store, case: Case, engine: str) -> Sample | None:
    """The replications of a case, in the order of their numbers; None where a shard is missing."""
    shards = [store.read(task.key) for task in case.tasks(engine)]
    whole = [shard for shard in shards if shard is not None]
    if len(whole) < len(shards):
        return None
    # indicators of sums need only the names, not the plan
    sample = Sample(cast(PlannedDesign, names_of_design(case.work.load(), case.work.design)))
    sample.sheets = list(np.concatenate([shard["sheets"] for shard in whole]))
    sample.target_met = list(np.concatenate([shard["target_met"] for shard in whole]))
    sample.waits, sample.pairs = _sections(whole, "waits"), _sections(whole, "pairs")
    return sample


def _sections(shards: list[dict[str, np.ndarray]], name: str) -> list[np.ndarray]:
    """A table of the replications, added up in sections in the order of a run, so every bit is the same."""
    table = np.concatenate([shard[name] for shard in shards])
    return [reduce(np.add, table[section::SECTIONS]) for section in range(min(SECTIONS, len(table)))]
