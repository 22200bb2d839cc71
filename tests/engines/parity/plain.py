"""A scenario at random without anything that a plain service does not have, see `sim.model.plain`; or with some of
it."""

from __future__ import annotations

from typing import Any

from sim.scenario.checks.volumes import RATES

Words = dict[str, Any]

OF_CONTACT = (
    "channel", "volume", "handling", "patience", "returns", "outside_hours", "at_close", "short_abandon", "unstaffed",
    "target", "opening",
)  # fmt: skip
OF_RETURN = ("share", "after", "later")
OF_VOLUME = ("per_hour", "per_day", "per_week", "per_month", "profile", "weekdays", "hours", "day_factor_cv", "months",
             "peaks", "holidays", "forecast_error")  # fmt: skip
OF_GROUP = ("site", "skills", "agents", "schedule", "shrinkage", "period")
OF_SKILL = ("resolves", "repeats", "slower", "agent_rank", "contact_rank", "handling")
OF_SITE = ("hours", "share", "holidays", "ramp_up")


MORE = (
    ("channels",), ("orders", "per_order"), ("busyness",),
    ("priority",), ("order",), ("target_hours",), ("places",), ("balking",), ("announcement",),
    ("turn_patience", "chats"), ("turns",), ("call_back", "announcement"), ("backlog",), ("by_hour",),
    ("by_wait",), ("rates",), ("spread",),
    ("self_service",), ("interrupted_by", "resume", "resuming"), ("chase",), ("language", "languages"),
    ("every",), ("batch", "batch_law"), ("recorded",), ("counts",), ("intraday",), ("becomes",), ("as_before",),
    ("chats",), ("transfer",), ("after",), ("reserve",), ("hubs",), ("contact",), ("rules", "window"), ("sites",),
)  # fmt: skip
"""What makes a service more than plain, perhaps: words that go together."""


def leave_out(words: Words, run_s: int, but: tuple[str, ...] = ()) -> None:
    """Leave out of a drawn scenario whatever makes a service more than plain, but for these words."""
    for contact in words["contacts"].values():
        keep(contact, (*OF_CONTACT, *but))
        keep(contact["volume"], (*OF_VOLUME, *but))
        if not set(RATES) & set(contact["volume"]):
            contact["volume"]["per_hour"] = round(40 * 3600 / run_s, 3)
        for reason, back in contact["returns"].items():
            if reason != "most_attempts":
                keep(back, (*OF_RETURN, *but))
    for group in words["groups"].values():
        keep(group, (*OF_GROUP, *but))
        for skill in group["skills"].values():
            keep(skill, (*OF_SKILL, *but))
    for site in words["sites"].values():
        keep(site, (*OF_SITE, *but))
    keep(words["routing"], ("agent", "specialists_first", "pick_up", *but))
    for word in ("channels", "orders", "busyness"):
        if word not in but:
            words[word] = {}


def keep(words: Words, kept: tuple[str, ...]) -> None:
    """Leave out every other word."""
    for word in [word for word in words if word not in kept]:
        del words[word]
