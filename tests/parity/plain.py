"""A scenario at random without anything that a plain service does not have, see `sim.plain`."""

from __future__ import annotations

from typing import Any

Words = dict[str, Any]

OF_CONTACT = (
    "channel", "volume", "handling", "patience", "returns", "outside_hours", "at_close", "short_abandon", "unstaffed",
    "target", "opening",
)  # fmt: skip
OF_RETURN = ("share", "after", "later")
OF_VOLUME = ("per_hour", "per_day", "per_week", "profile", "weekdays", "hours", "day_factor_cv", "months", "peaks",
             "holidays", "forecast_error")  # fmt: skip
OF_GROUP = ("site", "skills", "agents", "schedule", "shrinkage", "period")
OF_SKILL = ("resolves", "repeats", "slower", "agent_rank", "contact_rank", "handling")
OF_SITE = ("hours", "share", "holidays", "ramp_up")


def leave_out(words: Words, run_s: int) -> None:
    """Leave out of a drawn scenario whatever makes a service more than plain."""
    for contact in words["contacts"].values():
        keep(contact, OF_CONTACT)
        keep(contact["volume"], OF_VOLUME)
        if not {"per_hour", "per_day", "per_week"} & set(contact["volume"]):
            contact["volume"]["per_hour"] = round(40 * 3600 / run_s, 3)
        for reason, back in contact["returns"].items():
            if reason != "most_attempts":
                keep(back, OF_RETURN)
    for group in words["groups"].values():
        keep(group, OF_GROUP)
        for skill in group["skills"].values():
            keep(skill, OF_SKILL)
    for site in words["sites"].values():
        keep(site, OF_SITE)
    keep(words["routing"], ("agent", "specialists_first", "pick_up"))
    for word in ("channels", "orders", "busyness"):
        words[word] = {}


def keep(words: Words, kept: tuple[str, ...]) -> None:
    """Leave out every other word."""
    for word in [word for word in words if word not in kept]:
        del words[word]
