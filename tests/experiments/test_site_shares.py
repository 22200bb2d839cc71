"""What sites were to get and what they received: by hand from the log, and never a difference where there is none."""

from __future__ import annotations

import json

import numpy as np
import pytest
import yaml
from click.testing import CliRunner

from sim import run
from sim.cli import main
from sim.model.arrays import FORWARD

TALK = {"talk": "exponential(3 min)"}


@pytest.fixture
def shared(scenario):
    """`shared(lille=..., nantes=...)`: calls and mails by the hour, of two partners and the house."""

    def make(days: int = 2, returns: dict | None = None, **sites: dict):
        contacts = {
            "calls": {"channel": "call", "volume": {"per_hour": 30}, "handling": TALK, "returns": returns or {}},
            "mails": {"channel": "email", "volume": {"per_hour": 10, "hours": "08:00-18:00"}, "handling": TALK},
        }
        skills = {"calls": {"resolves": "70 %"} if returns else {}, "mails": {}}
        groups = {site: {"site": site, "agents": 4, "skills": skills} for site in ("in-house", *sites)}
        words = {"name": "shared", "calendar": {"days": days}, "contacts": contacts, "groups": groups, "sites": sites}
        return scenario(yaml.safe_dump(words, sort_keys=False))

    return make


def test_shares_are_those_of_the_log(shared):
    """Counted again, contact by contact."""
    from tests.twins import run as one_run

    loaded = shared(lille={"share": {"calls": "30 %", "mails": {"08:00-12:00": "80 %"}}, "hours": "06:00-17:00"})
    logs = [one_run(loaded, "core", seed=1, replication=r) for r in range(5)]
    rows = {(one.site, one.type): one for one in run(loaded, replications=5, seed=1).site_shares}
    queues, types = logs[0].planned.queues, logs[0].planned.types
    for (site, name), row in rows.items():
        mine = [i for i, queue in enumerate(queues) if (queue.type, queue.site) == (name, site)]
        came = [one.log[one.log["type"] == types.index(name)] for one in logs]
        here = sum(int(np.isin(log["queue"], mine).sum()) for log in came)
        assert row.received == pytest.approx(here / sum(len(log) for log in came))
        assert row.contacts == pytest.approx(here / 5)
        morning = [log["arrived"] % 86400 for log in came]
        part = sum(int((clock < 43200).sum()) for clock in morning) / sum(len(log) for log in came)
        wanted = {"calls": 0.3, "mails": 0.8 * part}[name]
        assert row.wanted == pytest.approx(wanted if site == "lille" else 1 - wanted, rel=0.01)
        assert row.low <= row.received <= row.high
    assert FORWARD not in np.concatenate([one.log["via"] for one in logs])


def test_shares_that_are_kept_do_not_differ(shared):
    """By hours, from a day on, with callers who come back."""
    back = {"unresolved": {"share": "30 %", "after": "exponential(2 h)"}}
    result = run(
        shared(
            days=10, returns=back, lille={"share": {"all": {"10:00-16:00": "60 %", "else": "10 %"}}},
            nantes={"share": {"calls": {"from 2024-01-05": "30 %"}, "mails": "20 %"}},
        ),
        replications=30,
    )  # fmt: skip
    rows = {(one.site, one.type): one for one in result.site_shares}
    assert len(rows) == 6
    assert not any(one.differs for one in rows.values())
    assert rows["nantes", "calls"].wanted == pytest.approx(0.3 * 6 / 10, abs=0.01)
    assert rows["lille", "calls"].wanted == pytest.approx(0.6 * 6 / 24 + 0.1 * 18 / 24, abs=0.01)


def test_an_outage_is_told(shared, tmp_path):
    """Half of the days without the partner: half of its share, a warning in the terminal and in the JSON."""
    loaded = shared(lille={"share": {"calls": "40 %", "mails": "40 %"}, "outages": ["2024-01-01"]})
    rows = {(one.site, one.type): one for one in run(loaded, replications=10).site_shares}
    lille = rows["lille", "calls"]
    assert (lille.wanted, lille.differs) == (pytest.approx(0.4), True)
    assert lille.low < 0.2 < lille.high
    assert sum(rows[site, "calls"].received for site in ("lille", "in-house")) == pytest.approx(1.0)
    done = CliRunner().invoke(main, ["run", loaded.path, "-n", "5", "--json", "--out", str(tmp_path / "out")])
    reported = json.loads(done.stdout)["warnings"]
    assert [one["design"] for one in reported] == ["base"]
    assert reported[0]["time_s"] is None
    assert (
        "lille was to get 40.0\N{NO-BREAK SPACE}%" in reported[0]["text"]
        or "lille was to get 40.0 %" in reported[0]["text"]
    )
    assert "(and 1 more types)" in reported[0]["text"]
    assert "warning: lille was to get" in done.stderr
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "What do the partners receive?" in page and "Share received by lille" in page
    table = (tmp_path / "out" / "sites.csv").read_text(encoding="utf-8").splitlines()
    assert table[0].startswith("design,site,type,wanted,received,low,high")
    assert len(table) == 5


def test_a_frame_of_all_sites(shared):
    frame = run(shared(lille={"share": {"calls": "40 %"}}), replications=3).sites
    assert frame.columns.tolist() == [
        "design", "site", "type", "wanted", "received", "low", "high", "contacts", "differs",
    ]  # fmt: skip
    assert frame[["site", "type"]].values.tolist() == [["lille", "calls"], ["in-house", "calls"]]
