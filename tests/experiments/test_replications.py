"""Replications: the same bits however they are spread over workers, engines and chunks."""

import numpy as np
import pytest

from sim import compare, run
from sim.experiments import indicator_estimates
from sim.experiments.replications import SECTIONS, Runner, Sample
from sim.experiments.results import Result
from sim.kpis.dictionary import KPIS
from sim.plan.build import plan_design
from sim.scenario.scenario import Scenario


def same(one: Result, two: Result) -> bool:
    """Whether two results have the same rows to the last bit, intervals and backlog included."""
    return repr(one.rows()) == repr(two.rows()) and one.backlog.equals(two.backlog) and one.waits.equals(two.waits)


def test_one_worker_and_three_give_the_same_bits(floor: Scenario) -> None:
    """Whoever finishes first, results are added in the order of their numbers."""
    assert same(run(floor, replications=12, jobs=1), run(floor, replications=12, jobs=3))


def test_both_engines_give_the_same_rows(floor: Scenario) -> None:
    """Equal logs make equal indicators; the reference runs in two processes here."""
    one = run(floor, "one pool", replications=3, engine="core")
    two = run(floor, "one pool", replications=3, engine="reference", jobs=2)
    assert same(one, two)
    assert two.provenance["engine"] == "reference"


def test_chunks_do_not_matter(floor: Scenario) -> None:
    """Seven replications at once, or two and then five."""
    planned = plan_design(floor, "two pools")
    at_once, in_steps = Sample(planned), Sample(planned)
    with Runner("core", 7, 2) as runner:
        runner.extend(at_once, 7)
        runner.extend(in_steps, 2)
        runner.extend(in_steps, 7)
    assert np.array_equal(np.array(at_once.sheets), np.array(in_steps.sheets), equal_nan=True)
    assert np.array_equal(np.array(at_once.flow), np.array(in_steps.flow))


def test_more_replications_keep_the_first_ones(floor: Scenario) -> None:
    """Replication 3 is the same customers whether 5 or 50 are run."""
    few, many = run(floor, "one pool", replications=5), run(floor, "one pool", replications=9)
    assert np.array_equal(
        np.array(few.samples["one pool"].sheets), np.array(many.samples["one pool"].sheets[:5]), equal_nan=True
    )


def test_memory_does_not_grow_with_replications(floor: Scenario) -> None:
    """What is known by interval is kept in a bounded number of sections."""
    sample = run(floor, "one pool", replications=SECTIONS + 7).samples["one pool"]
    assert len(sample.flow) == len(sample.waits) == SECTIONS
    assert sample.per_section().sum() == SECTIONS + 7
    assert sample.per_section().max() == 2


def test_intervals_add_up_to_the_whole(floor: Scenario) -> None:
    """Offered by interval sums to offered in all, for every scope that has it."""
    result = run(floor, "one pool", replications=6)
    whole = result.kpis.query("kpi == 'offered'").set_index(["scope", "name"])["estimate"]
    parts = result.intervals.query("kpi == 'offered'").groupby(["scope", "name"])["estimate"].sum()
    assert parts.to_dict() == pytest.approx(whole.to_dict())


def test_types_channels_and_sites_add_up(floor: Scenario) -> None:
    """Counts of the types, of the channels and of the sites are each the total."""
    result = run(floor, "one pool", replications=4)
    for kpi in ("offered", "answered", "abandoned", "blocked", "left", "waiting_end", "resolved"):
        rows = result.kpis[result.kpis["kpi"] == kpi]
        total = float(rows[rows["scope"] == "total"]["estimate"].iloc[0])
        for scope in ("type", "channel"):
            assert rows[rows["scope"] == scope]["estimate"].sum() == pytest.approx(total)
    for kpi in ("answered", "cost_total", "paid_hours"):
        rows = result.kpis[result.kpis["kpi"] == kpi]
        total = float(rows[rows["scope"] == "total"]["estimate"].iloc[0])
        for scope in ("group", "site"):
            assert rows[rows["scope"] == scope]["estimate"].sum() == pytest.approx(total)


def test_precision_runs_until_it_is_reached(floor: Scenario) -> None:
    """The interval of the deciding indicator ends within the wanted share of its value, for every design."""
    result = run(floor, replications=5, precision=0.003)
    assert result.precision_reached is True
    for sample in result.samples.values():
        one = indicator_estimates.estimate(sample, KPIS["answer_rate"], result.options.decide_for, 0.95)
        assert (one.high - one.low) / 2 <= 0.003 * one.value
        assert sample.count > 5
    assert len({sample.count for sample in result.samples.values()}) == 1


def test_an_unknown_design_is_named_with_the_nearest(floor: Scenario) -> None:
    """A slip of the pen is answered with the right name."""
    with pytest.raises(ValueError, match=r"'one pol' is not a design.*did you mean 'one pool'"):
        run(floor, "one pol")


def test_provenance_is_enough_to_run_it_again(floor: Scenario) -> None:
    """Version, digest, seed, engine and replications are there; the same again gives the same."""
    result = run(floor, "two pools", replications=3)
    reported = result.provenance
    assert (
        reported["seed"] == 7
        and reported["replications"] == {"two pools": 3}
        and len(reported["scenario_digest"]) == 64
    )
    assert same(result, run(floor, "two pools", replications=3, seed=reported["seed"], engine=reported["engine"]))


def test_a_design_like_the_baseline_differs_by_exactly_nothing(floor: Scenario) -> None:
    """Common random numbers: equal designs are equal to the last bit."""
    rows = compare(floor, replications=5).difference_rows
    again = [row for row in rows if row["design"] == "same again"]
    assert again
    assert all(row["difference"] == row["low"] == row["high"] == 0.0 for row in again)


def test_common_random_numbers_narrow_the_difference(floor: Scenario) -> None:
    """Paired on the same customers, the difference of answer rates is known better than from independent runs."""
    result = compare(floor, replications=30)
    row = next(r for r in result.deciding() if r["design"] == "two pools")
    samples = result.result.samples
    kpi, where = KPIS["answer_rate"], result.result.options.decide_for
    errors = [indicator_estimates.estimate(samples[d], kpi, where, 0.95).error for d in ("one pool", "two pools")]
    apart = 2 * 2.045 * np.hypot(*errors)
    assert row["high"] - row["low"] < 0.9 * apart
