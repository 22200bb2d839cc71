"""Contacts that come together, and contacts that something else brings about."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from tests.model.customers.arrivals import (
    DAY,
    HOUR,
    assert_covariance,
    assert_mean,
    assert_moments,
    came,
    counted,
    text,
)
from tests.twins import run, run_both

DAYS = 3000


# ---- batches ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("batch", "law", "mean_square"),
    [(4, "fixed", 16.0), (2.6, "fixed", 9.0), (4, "geometric", 28.0), (1.25, "geometric", 1.875)],
)
def test_batches_make_counts_vary_more(scenario, batch, law, mean_square):
    """Compound Poisson: the mean stays, var = (batches a day) E[N²]; of a geometric number E[N²] = b (2b - 1)."""
    volume = {"per_day": 60, "batch": batch, "batch_law": law}
    batches = 60.0 / (batch if law == "geometric" else np.floor(batch + 0.5))
    counts = counted(came(scenario(text({"a": volume}, DAYS)))["a"], DAYS)
    assert_moments(counts, 60.0, batches * mean_square)


def test_the_sizes_of_geometric_batches(scenario):
    """P(N = n) = (1 - 1/b)^(n-1) / b."""
    volume = {"per_day": 300, "batch": 3, "batch_law": "geometric"}
    _, sizes = np.unique(came(scenario(text({"a": volume}, 100)))["a"], return_counts=True)
    share = (2 / 3) ** np.arange(8) / 3
    found = np.bincount(np.minimum(sizes, 9), minlength=10)[1:]
    expected = np.append(share, 1 - share.sum()) * len(sizes)
    assert stats.chisquare(found, expected).pvalue > 1e-3


def test_a_batch_comes_at_once_and_each_has_a_luck_of_its_own(scenario):
    volume = {"every": "1 day", "hours": "22:00-23:00", "batch": 40}
    words = text({"a": volume}, 5).replace("patience: 0 s", "patience: exponential(2 h)")
    night = run_both(scenario(words))
    assert night.log["arrived"].tolist() == [day * DAY + 22 * HOUR for day in range(5) for _ in range(40)]
    assert len(set(night.log["ended"].tolist())) > 100


def test_a_larger_batch_has_the_same_people_and_more(scenario):
    """The first three of a batch of five are those of a batch of three."""
    words = text({"a": {"every": "1 day", "hours": "22:00-23:00", "batch": 3}}, 2)
    words = words.replace("patience: 0 s", "patience: exponential(1 h)").replace("talk: 1 s", "talk: 10 h")
    few, more = (run(scenario(words.replace("batch: 3", f"batch: {n}")), "core").log for n in (3, 5))
    here, there = (log["waited"][log["arrived"] < DAY].tolist() for log in (few, more))
    assert len(here) == 3
    assert here == there[:3]


# ---- orders -----------------------------------------------------------------------------------------------------


def orders(after: str = "0 s", contacts: float = 0.5, **volume):
    """A type that depends on orders of four hours a day."""
    words = {"shop": {"volume": {"per_day": 200, "hours": "08:00-12:00", **volume}}}
    return {"per_order": {"of": "shop", "contacts": contacts, "after": after}}, words


def test_contacts_of_orders_come_with_them(scenario):
    """Poisson at the rate of the orders times the contacts of each, on their days and with their factors."""
    volume, words = orders(day_factor_cv="30 %", weekdays={"mon": 2, "tue-sun": 1})
    instants = came(scenario(text({"a": volume}, 2100, orders=words)))["a"]
    assert set((instants % DAY // HOUR).tolist()) == {8.0, 9.0, 10.0, 11.0}
    counts = counted(instants, 2100).reshape(300, 7)
    for weekday, mean in ((0, 175.0), (1, 87.5)):
        assert_moments(counts[:, weekday], mean, mean + mean**2 * 0.09)


def test_types_of_the_same_orders_share_their_days(scenario):
    """Cov = m m' cv²: the factor of the orders' day, and of the forecast of its week, is one."""
    volume, words = orders(day_factor_cv="30 %", forecast_error={"cv": "20 %", "every": "week"})
    other = {"per_order": {"of": "shop", "contacts": 0.25}}
    found = came(scenario(text({"a": volume, "b": other}, 2800, orders=words)))
    a, b = (counted(found[name], 2800).reshape(400, 7) for name in "ab")
    both = 1.09 * 1.04 - 1.0
    assert_covariance(a[:, 2], b[:, 2], (100.0, 50.0), 5000.0 * both)
    assert_covariance(a[:, 2], b[:, 3], (100.0, 50.0), 5000.0 * 0.04)
    assert_covariance(a[:-1, 6], b[1:, 0], (100.0, 50.0), 0.0)


def test_a_delay_shifts_contacts_and_loses_none(scenario):
    """Six hours later to the last bit, but those of the last evening, who would come after the end."""
    volume, words = orders()
    later, _ = orders("6 h")
    at_once = came(scenario(text({"a": volume}, 20, orders=words)))["a"]
    six_later = came(scenario(text({"a": later}, 20, orders=words)))["a"]
    assert six_later.tolist() == (at_once + 6 * HOUR).tolist()
    beyond, _ = orders("14 h")
    assert len(came(scenario(text({"a": beyond}, 20, orders=words)))["a"]) == (at_once + 14 * HOUR < 20 * DAY).sum()


def test_thousands_may_be_on_their_way(scenario):
    """More than the core's first room holds: it begins again with more room, and nobody is lost."""
    volume, words = orders("3 days", contacts=20)
    at_once, _ = orders(contacts=20)
    later, now = (came(scenario(text({"a": one}, 8, orders=words)))["a"] for one in (volume, at_once))
    assert later.tolist() == (now[now + 3 * DAY < 8 * DAY] + 3 * DAY).tolist()
    assert len(later) > 15000


def test_a_random_delay_spreads_contacts(scenario):
    """By hour of the day M(t) is the convolution of the orders' rate with the law of the delay, days before added."""
    mean_h = 5.0
    volume, words = orders(f"exponential({mean_h:g} h)")
    instants = came(scenario(text({"a": volume}, 1500, orders=words)))["a"]
    settled = instants[instants >= 20 * DAY]
    counts = counted(settled - 20 * DAY, 1480, HOUR).reshape(1480, 24)
    edges = np.arange(-20 * 24, 25.0)

    def gone(since_h: np.ndarray) -> np.ndarray:
        """Share of contacts here within so many hours, integrated over the hours since."""
        t = np.maximum(since_h, 0.0)
        return t - mean_h * (1 - np.exp(-t / mean_h))

    until = sum((gone(edges - 24 * d - 8) - gone(edges - 24 * d - 12)) * 25.0 for d in range(-20, 1))
    expected = np.diff(until)[-24:]
    z = (counts.mean(axis=0) - expected) / np.sqrt(expected / 1480)
    assert abs(z).max() < 4.0
    assert abs(expected.sum() - 100.0) < 1.0


def test_order_of_contacts_on_their_way_in_both_engines(scenario):
    """Batches with a fixed delay come at one instant with those who come back and those who are new."""
    volume, words = orders("2 h", 0.3)
    volumes = {"a": {**volume, "batch": 3}, "b": {"every": "10 min"}, "c": {**orders("exponential(1 h)")[0]}}
    both = run_both(scenario(text(volumes, 3, orders=words)))
    assert (both.log["attempt"] == 1).all()
    kinds = np.bincount(both.log["type"])
    assert kinds[0] % 3 == 0
    assert kinds.min() > 20


def test_contacts_without_delay_and_batches(scenario):
    """`contacts` counts contacts, not batches."""
    volume, words = orders(contacts=0.6)
    instants = came(scenario(text({"a": {**volume, "batch": 2}}, 1500, orders=words)))["a"]
    assert_mean(counted(instants, 1500), 120.0)
