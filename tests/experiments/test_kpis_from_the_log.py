"""Every indicator again, from the contact log alone, by other means: the printed definition is the computation."""

import csv
import io
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim import run
from sim.experiments.contact_log import TRACE_COLUMNS, trace
from sim.kpis.dictionary import KPIS
from sim.scenario.scenario import Scenario

REPLICATIONS = 3


@pytest.fixture(scope="module")
def log(floor: Scenario) -> pd.DataFrame:
    """The logs of three replications, under each other."""
    return logs(floor, "one pool")


@pytest.fixture(scope="module")
def figures(floor: Scenario) -> dict[tuple[str, str, str], float]:
    """(kpi, scope, name) → estimate, as the product says it."""
    return estimates(floor, "one pool")


def logs(scenario: Scenario, design: str) -> pd.DataFrame:
    parts = []
    for replication in range(REPLICATIONS):
        text = "\n".join(trace(scenario, design, replication))
        part = pd.read_csv(io.StringIO(text))
        part["replication"] = replication
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def estimates(scenario: Scenario, design: str) -> dict[tuple[str, str, str], float]:
    kpis = run(scenario, design, replications=REPLICATIONS).kpis
    return {(r.kpi, r.scope, r.name_): r.estimate for r in kpis.rename(columns={"name": "name_"}).itertuples()}


def test_columns_are_the_contract() -> None:
    """The trace begins with the columns that outside tools rely on."""
    assert TRACE_COLUMNS[:15] == (
        "contact", "parent", "attempt", "type", "channel", "arrived", "queued", "answered", "ended", "outcome", "group",
        "agent", "site", "waited", "handled",
    )  # fmt: skip


def by_hand(calls: pd.DataFrame, tau: float, short: float) -> dict[str, float]:
    """The indicators of one contact type from its rows of the log."""
    offered = calls[calls["outcome"] != "blocked"]
    answered = offered[offered["outcome"] == "answered"]
    gone = offered[offered["outcome"] == "abandoned"]
    left = offered[offered["outcome"] == "left"]
    in_time, quick = (answered["waited"] <= tau).sum(), (gone["waited"] <= tau).sum()
    brief = (gone["waited"] <= short).sum()
    ended = answered[answered["talk"].notna()]
    closed = answered[answered["wrap_up"].notna()]
    waits = offered["waited"][offered["outcome"].isin(["answered", "abandoned", "left"])]
    n = REPLICATIONS
    return {
        "attempts": len(calls) / n,
        "requests": (calls["via"] == "request").sum() / n,
        "offered": len(offered) / n,
        "answered": len(answered) / n,
        "abandoned": len(gone) / n,
        "left": len(left) / n,
        "blocked": (calls["outcome"] == "blocked").sum() / n,
        "waiting_end": (calls["outcome"] == "waiting").sum() / n,
        "answer_rate": len(answered) / len(offered),
        "accessibility": len(answered) / (calls["via"] != "call-back").sum(),
        "blocked_rate": (calls["outcome"] == "blocked").sum() / (calls["via"] != "call-back").sum(),
        "abandonment_rate": len(gone) / len(offered),
        "abandonment_without_short": (len(gone) - brief) / (len(offered) - brief),
        "abandoned_in_time": quick / len(offered),
        "abandoned_late": (gone["waited"] > tau).sum() / len(offered),
        "sl_offered": in_time / len(offered),
        "sl_answered": in_time / len(answered),
        "sl_answered_abandoned": in_time / (len(answered) + len(gone)),
        "sl_without_short": in_time / (len(answered) + len(gone) - brief),
        "sl_early_abandon_out": in_time / (len(offered) - quick),
        "sl_early_abandon_ok": (in_time + quick) / len(offered),
        "sl_with_flowouts": in_time / (len(answered) + len(gone) + len(left)),
        "asa": answered["waited"].mean(),
        "mean_wait": waits.mean(),
        "mean_wait_of_delayed": waits[waits > 0].mean(),
        "wait_sd": waits.std(ddof=0),
        "excess_wait": np.maximum(waits - tau, 0.0).mean(),
        "longest_wait": waits.groupby(calls["replication"]).max().sum() / n,
        "time_to_abandon": gone["waited"].mean(),
        "talk_time": ended["talk"].mean(),
        "aht": (ended["talk"].sum() + closed["wrap_up"].sum()) / len(ended),
        "acw": closed["wrap_up"].sum() / len(ended),
        "clearing": len(ended) / len(offered),
        "contacts_per_request": len(calls) / (calls["via"] == "request").sum(),
    }


def test_a_call_types_indicators_are_those_of_its_log(log: pd.DataFrame, figures: dict[Any, float]) -> None:
    """All counts, rates, the seven service levels and the times of the sales calls."""
    mine = by_hand(log[log["type"] == "sales"], 20.0, 5.0)
    reported = {kpi: figures[kpi, "type", "sales"] for kpi in mine}
    assert reported == pytest.approx(mine)


def test_totals_of_waits_are_of_calls_and_chats(log: pd.DataFrame, figures: dict[Any, float]) -> None:
    """E-mails count in the volumes of the total, not in its waits and rates."""
    live = log[log["channel"] != "email"]
    answered = live[live["outcome"] == "answered"]
    assert figures["answer_rate", "total", "total"] == pytest.approx(
        len(answered) / (live["outcome"] != "blocked").sum()
    )
    assert figures["asa", "total", "total"] == pytest.approx(answered["waited"].mean())
    assert figures["attempts", "total", "total"] == pytest.approx(len(log) / REPLICATIONS)


def test_wait_quantiles_are_within_their_bins(log: pd.DataFrame, figures: dict[Any, float]) -> None:
    """A quantile from 1 % bins lies within about 2 % of the sorted waits'."""
    stopped = log["outcome"].isin(["answered", "abandoned", "left"])
    waits = log[(log["type"] == "sales") & log["waited"].notna() & stopped]
    near_quantiles(figures, "type", "sales", "wait", waits["waited"])
    near_quantiles(figures, "type", "sales", "answered_wait", waits["waited"][waits["outcome"] == "answered"])


def near_quantiles(reported: dict[Any, float], scope: str, name: str, kpi: str, values: pd.Series) -> None:
    """Quantiles from bins of 1 % are near those of the sorted values."""
    for share in (50, 90, 95):
        exact = np.quantile(values, share / 100, method="inverted_cdf")
        if (f"{kpi}_p{share}", scope, name) in reported or share != 95:
            assert reported[f"{kpi}_p{share}", scope, name] == pytest.approx(exact, rel=0.02, abs=0.01)


def test_the_waits_of_the_answered_are_apart_from_those_of_all(pressed: Scenario) -> None:
    """Too few people: half of those answered waited less than half of all, for many gave up after a long wait."""
    log, reported = logs(pressed, "base"), estimates(pressed, "base")
    stopped = log[log["outcome"].isin(["answered", "abandoned"])]
    answered = stopped["waited"][stopped["outcome"] == "answered"]
    assert len(answered) < 0.8 * len(stopped)
    for scope, name in (("total", "total"), ("channel", "call"), ("type", "sales")):
        near_quantiles(reported, scope, name, "wait", stopped["waited"])
        near_quantiles(reported, scope, name, "answered_wait", answered)
        assert reported["answered_wait_p50", scope, name] < 0.9 * reported["wait_p50", scope, name]
        assert reported["wait_sd", scope, name] == pytest.approx(stopped["waited"].std(ddof=0))


def test_a_queue_is_the_time_that_contacts_stand_in_line(pressed: Scenario) -> None:
    """Nobody rings here: waits are time in the queue; who is still there waits until the horizon."""
    log, reported = logs(pressed, "base"), estimates(pressed, "base")
    until = log["answered"].fillna(log["ended"]).fillna(86400.0)
    assert (log["outcome"] == "waiting").any()
    stood = (until - log["queued"]).sum() / REPLICATIONS
    assert reported["queue", "type", "sales"] == pytest.approx(stood / 86400.0)
    assert reported["queue", "total", "total"] == reported["queue", "type", "sales"]


@pytest.mark.parametrize("engine", ["core", "reference"])
def test_the_queue_is_counted_after_the_warm_up(warmed: Scenario, engine: str) -> None:
    """Those waiting as the warm-up ends are in the queue from then on; the instant belongs to no interval."""
    warm = 5000.0
    log = logs(warmed, "base")
    reported = run(warmed, "base", replications=REPLICATIONS, engine=engine, jobs=1).kpis.query("scope == 'total'")
    until = log["answered"].fillna(log["ended"]).fillna(86400.0)
    stood = (np.maximum(until, warm) - np.maximum(log["queued"], warm)).sum() / REPLICATIONS
    assert ((log["queued"] < warm) & (until > warm)).any()
    found = reported.set_index("kpi")["estimate"]["queue"]
    assert found == pytest.approx(stood / (86400.0 - warm))


def test_what_each_group_did_of_each_type(log: pd.DataFrame, figures: dict[Any, float]) -> None:
    """Answers by type and group, with their own handling time and resolution, add up to those of the type."""
    answered = log[log["outcome"] == "answered"]
    for name, group in (("sales", "both"), ("sales", "abroad"), ("help", "both"), ("mail", "both")):
        mine = answered[(answered["type"] == name) & (answered["group"] == group)]
        ended = mine[mine["talk"].notna()]
        reported = {
            kpi: figures[kpi, "type-group", f"{name} / {group}"] for kpi in ("answered", "group_share", "asa", "aht")
        }
        assert reported == pytest.approx({
            "answered": len(mine) / REPLICATIONS,
            "group_share": len(mine) / (answered["type"] == name).sum(),
            "asa": mine["waited"].mean(),
            "aht": (ended["talk"].sum() + mine["wrap_up"].sum()) / len(ended),
        })  # fmt: skip
        by_people = (mine["resolved"] == 1).sum() / REPLICATIONS
        assert figures["resolved_by_people", "type-group", f"{name} / {group}"] == pytest.approx(by_people)
    assert len({name for _, scope, name in figures if scope == "type-group"}) == 4


def test_money_is_recomputed_from_the_log(log: pd.DataFrame, figures: dict[Any, float]) -> None:
    """The partner's invoice: 4.20 a contact answered and 0.10 a minute of handling of finished work."""
    theirs = log[log["site"].eq("partner") & log["outcome"].eq("answered")]
    invoice = 4.2 * len(theirs) + 0.1 * (theirs["talk"].sum() + theirs["wrap_up"].sum()) / 60
    assert figures["cost_total", "site", "partner"] == pytest.approx(invoice / REPLICATIONS)
    wages = 20 * figures["paid_hours", "group", "both"]
    assert figures["cost_total", "site", "in-house"] == pytest.approx(wages)
    total = figures["cost_total", "total", "total"]
    assert total == pytest.approx(wages + invoice / REPLICATIONS)
    assert figures["cost_per_contact", "total", "total"] == pytest.approx(total / figures["answered", "total", "total"])


def test_busy_time_is_recomputed_from_the_log(log: pd.DataFrame, figures: dict[Any, float]) -> None:
    """Call agents of the partner: talk and wrap-up of the log are the occupied time."""
    theirs = log[log["site"].eq("partner") & log["outcome"].eq("answered")]
    assert theirs["handled"].notna().all()
    paid_s = 3600 * figures["paid_hours", "site", "partner"]
    assert figures["utilisation", "site", "partner"] == pytest.approx(
        theirs["handled"].sum() / REPLICATIONS / paid_s, rel=1e-9
    )


def test_what_goes_to_partners_is_counted_before_and_after_abandonment(
    log: pd.DataFrame, figures: dict[Any, float]
) -> None:
    """The trace's site is the line's until somebody answers: of the calls offered, and of those answered."""
    calls = log[(log["type"] == "sales") & (log["outcome"] != "blocked")]
    answered = calls[calls["outcome"] == "answered"]
    theirs = (answered["site"] == "partner").sum()
    assert 0 < theirs < len(answered)
    assert figures["partner_share", "type", "sales"] == pytest.approx(theirs / len(answered))
    assert figures["partner_share_offered", "type", "sales"] == pytest.approx(theirs / len(calls))
    sent = (calls["site"] == "partner").sum()
    assert figures["sent_to_partners", "type", "sales"] == pytest.approx(sent / len(calls))
    assert figures["sent_to_partners", "total", "total"] == pytest.approx(sent / (log["outcome"] != "blocked").sum())


def test_overflow_is_what_groups_asked_later_answer(overflow: Scenario) -> None:
    """By rank, and by a delay: the helpers take calls after a minute; e-mails have a second group by rank."""
    log, reported = logs(overflow, "base"), estimates(overflow, "base")
    answered = log[log["outcome"] == "answered"]
    by_type = {"sales": "helpers", "mail": "callers"}
    for name, second in by_type.items():
        mine = answered[answered["type"] == name]
        share = (mine["group"] == second).mean()
        assert 0.02 < share < 0.98
        assert reported["overflow_share", "type", name] == pytest.approx(share)
    over = sum(((answered["type"] == name) & (answered["group"] == group)).sum() for name, group in by_type.items())
    assert reported["overflow_share", "total", "total"] == pytest.approx(over / len(answered))
    assert ("sent_to_partners", "type", "sales") not in reported or reported["sent_to_partners", "type", "sales"] == 0


def test_hours_of_a_roster_make_shrinkage_and_utilisation(rostered: Scenario) -> None:
    """Inside and outside shrinkage are all rostered time that is not on the floor, from everybody's time accounts."""
    result = run(rostered, "base", replications=REPLICATIONS)
    people = result.agents.drop(columns=["design", "group", "agent", "occupancy"]).sum()
    reported = {(r.kpi, r.scope): r.estimate for r in result.kpis.itertuples()}
    inside = people[["break_h", "off_floor_h", "training_h", "pause_h"]].sum()
    assert inside > 0 and people["absence_h"] > 0 and people["off_floor_h"] > 0
    assert reported["shrinkage_inside", "total"] == pytest.approx(inside / people["rostered_h"])
    assert reported["shrinkage_outside", "total"] == pytest.approx(people["absence_h"] / people["rostered_h"])
    working = people[["engaged_h", "off_floor_h", "training_h"]].sum()
    paid = reported["paid_hours", "total"]
    assert reported["utilisation_productive", "total"] == pytest.approx(working / paid)
    assert reported["utilisation", "total"] < reported["utilisation_productive", "total"]


def test_paid_hours_are_the_schedule_and_the_overtime(figures: dict[Any, float]) -> None:
    """Nine agents, ten hours, two days; shrinkage is paid too."""
    assert figures["paid_hours", "group", "both"] - figures["overtime", "group", "both"] == pytest.approx(180.0)
    shrunk = figures["shrinkage", "group", "both"] * figures["paid_hours", "group", "both"]
    assert shrunk == pytest.approx(18.0, abs=0.51)


def test_opened_hours_of_replies(log: pd.DataFrame, figures: dict[Any, float]) -> None:
    """Reply times in opened hours (08:00-18:00), from the instants of the log."""

    def opened(instant: float) -> float:
        day, second = divmod(instant, 86400)
        return day * 36000 + min(max(second - 28800, 0), 36000)

    mail = log[(log["type"] == "mail") & log["ended"].notna()]
    replies = mail["ended"].map(opened) - mail["arrived"].map(opened)
    assert figures["reply_time", "type", "mail"] == pytest.approx(replies.mean())
    received = (log["type"] == "mail").sum()
    assert figures["reply_within", "type", "mail"] == pytest.approx((replies <= 4 * 3600).sum() / received)
    near_quantiles(figures, "type", "mail", "reply_time", replies)
    near_quantiles(figures, "total", "total", "reply_time", replies)


@pytest.mark.parametrize("clock", [False, True])
def test_the_backlog_is_looked_at_as_intervals_begin(flooded: Scenario, clock: bool) -> None:
    """Ages by the clock; overdue by the target's own clock; work over what a day leaves for it."""
    design = "by the clock" if clock else "base"
    log, reported = logs(flooded, design), estimates(flooded, design)
    mail = log[log["type"] == "mail"]
    ages, overdue = [], 0
    for start in np.arange(0.0, 3 * 86400.0 + 1, 3600.0):
        until = mail["answered"].fillna(np.inf)
        there = mail["arrived"][(mail["arrived"] < start) & (until >= start)]
        ages.append(start - there)
        waited = start - there if clock else opened_since_midnight(start) - there.map(opened_since_midnight)
        overdue += (waited > 4 * 3600).sum()
    found = pd.concat(ages)
    assert 0 < overdue < len(found)
    assert reported["backlog", "type", "mail"] == pytest.approx(len(found) / REPLICATIONS / 73)
    assert reported["backlog_age", "type", "mail"] == pytest.approx(found.mean())
    stood = (mail["answered"].fillna(3 * 86400.0) - mail["arrived"]).to_numpy()
    for share in (50, 90):
        age = reported[f"backlog_age_p{share}", "type", "mail"]
        assert np.minimum(stood, age * 0.98).sum() < share / 100 * stood.sum() < np.minimum(stood, age * 1.02).sum()
    assert reported["backlog_overdue", "type", "mail"] == pytest.approx(overdue / len(found))
    assert reported["backlog_overdue", "total", "total"] == reported["backlog_overdue", "type", "mail"]
    ended = mail[mail["talk"].notna()]
    idle = run(flooded, design, replications=REPLICATIONS).agents["idle_h"].sum() * 3600.0
    a_day = ((ended["talk"].sum() + mail["wrap_up"].sum()) / REPLICATIONS + idle) / 3.0
    work = reported["backlog", "type", "mail"] * 330.0  # 5 min of writing, 10 % slower
    assert reported["days_of_work", "type", "mail"] == pytest.approx(work / a_day)


def opened_since_midnight(instant: float) -> float:
    """Opened seconds (08:00-18:00) up to an instant."""
    day, second = divmod(instant, 86400)
    return day * 36000 + min(max(second - 28800, 0), 36000)


def test_every_indicator_is_defined_in_both_languages() -> None:
    """No number without its definition."""
    for kpi in KPIS.values():
        assert kpi.english and kpi.french and kpi.formula and kpi.unit
    assert len({k.english for k in KPIS.values()}) == len({k.french for k in KPIS.values()}) == len(KPIS)


def test_the_trace_reads_back_as_csv(floor: Scenario) -> None:
    """Every line has every column, and times read back to the last bit."""
    rows = list(csv.DictReader(io.StringIO("\n".join(trace(floor, "one pool")))))
    assert rows
    assert all(len(row) == len(TRACE_COLUMNS) and None not in row.values() for row in rows)
    first = float(rows[0]["arrived"])
    assert repr(first) == rows[0]["arrived"]


# ---- journeys -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def reported(journeys: Scenario) -> dict[tuple[str, str, str], float]:
    return estimates(journeys, "base")


@pytest.fixture(scope="module")
def rows(journeys: Scenario) -> pd.DataFrame:
    """The log of the journeys, with what must be looked up in other rows: children, and the contact before.

    `since` is the beginning of the visit; `beside` says that the customer asked elsewhere and the first contact stayed.
    """
    log = logs(journeys, "base")
    seen: dict[tuple[int, int], tuple[float, bool]] = {}
    log["handed_on"], log["accepted"] = False, False
    since, beside = [], []
    for row in log.itertuples():
        begun, aside = row.arrived, False
        if not np.isnan(row.parent):
            parent = row.replication, int(row.parent)
            aside = seen[parent][1] or (row.via == "chase" and row.type == "sales")
            mine = log.index[(log["replication"] == parent[0]) & (log["contact"] == parent[1])][0]
            log.loc[mine, "handed_on"] |= row.via == "transfer"
            log.loc[mine, "accepted"] |= row.via == "call-back"
            begun = seen[parent][0] if row.via in ("transfer", "call-back") else begun
        seen[row.replication, row.contact] = begun, aside
        since.append(begun)
        beside.append(aside)
    return log.assign(since=since, beside=beside)


def test_the_journeys_go_everywhere(rows: pd.DataFrame) -> None:
    """Every way in and every way out occurs, and nobody is still there at midnight."""
    assert set(rows["via"]) == {"request", "retry", "repeat", "escape", "chase", "transfer", "call-back"}
    assert set(rows["outcome"]) == {"answered", "abandoned", "blocked", "left", "contained"}
    assert rows.loc[rows["outcome"] == "answered", "resolved"].notna().all()


def test_request_is_the_first_of_all(rows: pd.DataFrame) -> None:
    first = rows["parent"].isna()
    assert (rows["request"] == rows["contact"])[first].all() and (rows["via"] == "request")[first].all()
    keyed = rows.set_index(["replication", "contact"])["request"]
    later = rows[~first]
    of_parent = keyed.loc[list(zip(later["replication"], later["parent"].astype(int), strict=True))]
    assert (of_parent.to_numpy() == later["request"].to_numpy()).all()


def by_way(calls: pd.DataFrame) -> dict[str, float]:
    """The indicators of how customers of one type came, went on and went."""
    n = REPLICATIONS
    came = calls[~calls["via"].isin(["transfer", "call-back"])]
    offered = calls[~calls["outcome"].isin(["blocked", "contained"]) & (calls["via"] != "call-back")]
    answered = calls[calls["outcome"] == "answered"]
    in_line = answered[answered["via"] != "call-back"]
    gone = answered[~answered["handed_on"]]
    second = calls["queued"] % 86400
    shut = (second < 8 * 3600) | (second >= 18 * 3600)
    found = {
        "attempts": len(came) / n,
        "offered": len(offered) / n,
        "busy": ((calls["outcome"] == "blocked") & ~shut).sum() / n,
        "blocked": (calls["outcome"] == "blocked").sum() / n,
        "balked": ((calls["outcome"] == "abandoned") & (calls["waited"] == 0)).sum() / n,
        "abandonment_rate": (offered["outcome"] == "abandoned").sum() / len(offered),
        "accessibility": len(answered) / (calls["via"] != "call-back").sum(),
        "chased": (calls["via"] == "chase").sum() / n,
        "escaped": (calls["via"] == "escape").sum() / n,
        "left": ((calls["outcome"] == "left") & ~calls["accepted"]).sum() / n,
        "call_backs": calls["accepted"].sum() / n,
        "unreached": ((calls["via"] == "call-back") & (calls["outcome"] == "left")).sum() / n,
        "transfer_rate": answered["handed_on"].mean(),
        "asa": in_line["waited"].mean(),
        "talk_time": answered["talk"].mean(),
        "visit_time": (gone["ended"] - gone["since"]).mean(),
    }
    if calls["channel"].iloc[0] == "message":
        found["turns"] = answered["turns"].mean()
    if len(came):
        found["repeat_rate"] = (came["via"] == "repeat").mean()
        found["retry_rate"] = (came["via"] == "retry").mean()
    return {kpi: value for kpi, value in found.items() if not np.isnan(value)}


@pytest.mark.parametrize("name", ["sales", "second", "mail", "parcel", "text"])
def test_how_customers_of_a_type_came_and_went(rows: pd.DataFrame, reported: dict[Any, float], name: str) -> None:
    mine = by_way(rows[rows["type"] == name])
    if name == "sales":
        assert all(mine.values()), "nothing is compared with nothing"
    assert {kpi: reported[kpi, "type", name] for kpi in mine} == pytest.approx(mine)


def test_the_service_levels_where_call_backs_are_offered(rows: pd.DataFrame, reported: dict[Any, float]) -> None:
    """Who accepts leaves the line, counted once; who is reached is answered, never in time."""
    sales = rows[rows["type"] == "sales"]
    stays = sales[(sales["via"] != "call-back") & ~sales["outcome"].isin(["blocked", "contained", "waiting"])]
    in_time = ((stays["outcome"] == "answered") & (stays["waited"] <= 20)).sum()
    gone = stays["outcome"] == "abandoned"
    asked = sales[(sales["via"] != "call-back") & ~sales["outcome"].isin(["blocked", "contained"])]
    answered, quick = (sales["outcome"] == "answered").sum(), (gone & (stays["waited"] <= 20)).sum()
    assert stays["accepted"].sum() > 0 and in_time > 0 and quick > 0
    levels = {
        "sl_offered": in_time / len(asked),
        "sl_with_flowouts": in_time / len(stays),
        "sl_answered_abandoned": in_time / (answered + gone.sum()),
        "sl_without_short": in_time / (answered + gone.sum() - (gone & (stays["waited"] <= 5)).sum()),
        "sl_answered": in_time / answered,
        "sl_early_abandon_out": in_time / (len(asked) - quick),
        "sl_early_abandon_ok": (in_time + quick) / len(asked),
    }
    assert {kpi: reported[kpi, "type", "sales"] for kpi in levels} == pytest.approx(levels)
    assert reported["sl_with_flowouts", "type", "sales"] < reported["sl_answered_abandoned", "type", "sales"]


def test_self_service_and_promises(rows: pd.DataFrame, reported: dict[Any, float]) -> None:
    """Who comes back from the machine, or asks elsewhere, is not sent to it again."""
    sales = rows[rows["type"] == "sales"]
    no_line = (sales["outcome"] == "blocked") & (sales["queued"] == sales["arrived"])
    entries = sales["via"].isin(["request", "retry", "repeat"]) & ~no_line
    contained = sales["outcome"] == "contained"
    assert not (contained & ~entries).any()
    assert reported["containment", "type", "sales"] == pytest.approx(contained.sum() / entries.sum())
    back = sales[sales["via"] == "call-back"]
    kept = (back["outcome"] == "answered") & (back["answered"] <= back["arrived"] + 8 * 60)
    assert 0 < kept.mean() < 1
    assert reported["call_backs_kept", "type", "sales"] == pytest.approx(kept.mean())


def test_requests_answered_and_resolved(rows: pd.DataFrame, reported: dict[Any, float]) -> None:
    """By the number of the request, whatever way its contacts went; a call beside a mail that stayed adds nothing."""
    asked = (rows["via"] == "request").sum()
    counted = rows[(rows["outcome"] == "answered") & ~rows["beside"]]
    answered = counted[~counted["handed_on"]]
    helped = rows[(rows["outcome"] == "contained") & (rows["resolved"] == 1) & ~rows["beside"]]
    resolved = pd.concat([counted[counted["resolved"] == 1], helped])
    assert len(helped) > 0
    assert rows["beside"].any() and not resolved[["replication", "request"]].duplicated().any()
    many = len(answered[["replication", "request"]].drop_duplicates())
    assert reported["requests_answered", "total", "total"] == pytest.approx(many / asked)
    assert reported["requests_resolved", "total", "total"] == pytest.approx(len(resolved) / asked)
    assert reported["resolved", "total", "total"] == pytest.approx(len(resolved) / REPLICATIONS)
    at_first = (resolved["attempt"] == 1).sum()
    assert 0 < at_first < len(resolved)
    assert reported["fcr_requests", "total", "total"] == pytest.approx(at_first / asked)
    by_people = (counted["resolved"] == 1).sum()
    assert reported["requests_resolved_by_people", "total", "total"] == pytest.approx(by_people / asked)
    assert reported["resolved_by_people", "total", "total"] == pytest.approx(by_people / REPLICATIONS)


def test_visits_of_all_calls(rows: pd.DataFrame, reported: dict[Any, float]) -> None:
    gone = rows[rows["channel"].eq("call") & rows["outcome"].eq("answered") & ~rows["handed_on"]]
    assert reported["visit_time", "total", "total"] == pytest.approx((gone["ended"] - gone["since"]).mean())
    assert reported["transfer_rate", "total", "total"] == pytest.approx(
        rows.loc[rows["outcome"] == "answered", "handed_on"].mean()
    )
