"""The rows of the floor's tables: which fields a contact, an agent, a group has, and of what kind.

A row is read as `floor.contact[c].queued` in both engines. Times are float64, everything else int64; what the fields
mean is said where they are used. Fields are never taken out one by one. A table is one
array of whole rows, so what is read together lies together.

A field written `"i8 -1"` is -1 in every row of a plain service, at any time: see `sim.model.plain`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

CACHE_LINE = 64
"""Bytes that a processor moves at a time."""


PLAIN: dict[np.dtype[Any], dict[str, float]] = {}
"""By row, what fields say in every row of a plain service."""


def _row(**fields: str) -> np.dtype[Any]:
    row = np.dtype([(name, kind[:2]) for name, kind in fields.items()], align=True)
    return _with_plain_values(row, fields)


def _with_plain_values(row: np.dtype[Any], fields: dict[str, str]) -> np.dtype[Any]:
    """The row, with the values of its fields in a plain service noted."""
    values = {name: kind[3:] for name, kind in fields.items() if kind[3:]}
    if values:
        PLAIN[row] = {name: row[name].type(value).item() for name, value in values.items()}
    return row


def _row_of_whole_lines(**fields: str) -> np.dtype[Any]:
    """A row that ends where a cache line does."""
    kinds = {name: kind[:2] for name, kind in fields.items()}
    row = _row(**kinds)
    places = {name: place for name, (_, place, *_) in (row.fields or {}).items()}
    whole = np.dtype({
        "names": list(kinds), "formats": list(kinds.values()), "offsets": [places[name] for name in kinds],
        "itemsize": row.itemsize + -row.itemsize % CACHE_LINE, "aligned": True,
    })  # fmt: skip
    return _with_plain_values(whole, fields)


LAW = _row(code="i8", a="f8", b="f8", c="f8")
TYPE = _row(
    channel="i8", calendar="i8", patience="i8", pick_up="i8", at_close="i8", outside="i8", target_s="f8",
    clock_target="i8 0", short_s="f8", first_queue="i8", queues="i8",
    front_takes="i8 -1", contains="f8 0", escape="i8 -1",
    limited="i8 0", trunk_early="i8 0", places="i8 -1", predicts="i8 0",
    balk_first="i8", balk_many="i8", balk_by_wait="i8", leave_longer="i8 0",
    patience_factor="f8 1", offer_above="f8", accepts="f8", promise="f8", urgent_before="f8", keep_place="i8",
    reached="f8", dialling="i8",
    tries="i8", again_after="i8",
    weight="f8", head_start="f8 0", vip_share="f8 0", vip_head_start="f8", urgent_after="f8", due_order="i8 0",
    favoured="i8 0",
    interrupts="i8 0", soft="i8 0", restart="i8", resuming="f8",
    turns="f8 1", fixed_turns="i8 1", gap="i8", expires="f8", kept="i8 0", turn_patience="i8 -1",
    chase_after="i8 -1", chase_share="f8", chase_kind="i8", chase_withdraws="i8",
    retry="i8", busy="i8", repeat="i8", most_attempts="i8", by_hour="i8 0", handling_by="i8 -1", patience_by="i8 -1",
    longer="f8 0", longest="f8 0",
)  # fmt: skip
BACK = _row(share="f8", later="f8", after="i8", first="i8", many="i8 0", harder="f8 1", as_before="i8 0")
CHANGE = _row(share_to="f8", kind="i8")
STEP = _row(at="f8", share="f8")
DEMAND = _row(
    word="i8", days_word="i8", day_factor="i8", first_mix="i8", mixes="i8", error="i8", error_weekly="i8",
    part="i8", part_slots="i8 0", part_like="f8", part_new="f8",
    spacing="f8 0", batch="f8 1", batch_ln="f8", after="i8 -1", first_row="i8", rows="i8 0", stock="i8 0", age="i8",
    foreseen="i8 0", way="i8 0", steps="i8 0",
)  # fmt: skip
MIX = _row(word="i8", weight="f8")
REPLAY = _row(at="f8", width="f8", contacts="i8", more="f8", line="i8", parts="i8", to="f8", talk="f8")
QUEUE = _row(type="i8", site="i8", call_back="i8 -1", mean_s="f8")
SPLIT = _row(share_to="f8", queue="i8")
GROUP = _row(
    site="i8", first="i8", size="i8",
    at_once="i8 1", fixed_pace="i8 0", several="i8 0", together="i8 -1", fill_to="i8 0",
    rostered="i8 0", personal="i8 0", first_cell="i8", last_cell="i8", first_near="i8", last_near="i8",
)  # fmt: skip
CREW = _row(
    end_rule="i8", stay_s="f8", late="i8", absence="f8", together="f8", absence_paid="i8",
    pause_every="f8", pause="i8", pause_paid="i8", switch_s="f8", wage="f8", overtime_pays="f8",
    learn_pace="f8", learn_errors="f8", learn_half="f8",
    forget_after="f8", forget_pace="f8", forget_errors="f8", forget_half="f8",
    tired_above="f8", tired_over="f8", tired_pace="f8", tired_absence="f8",
    coach_s="f8", coach_block="f8", coach_pace="f8", coach_errors="f8", coach_half="f8", coach_fades="f8",
    first_grade="i8", grades="i8", leaves="f8", leaves_tired="f8", leaves_above="f8", replaced_after="f8",
    training_days="i8",
)  # fmt: skip
GRADE = _row(wage="f8", pace="f8", errors="f8", off_floor="f8", after="f8", at_most="i8")
SEAT = _row(group="i8", word="i8", number="i8", spread="f8", tenure="i8", grade="i8", wage="f8", place="i8")
CLOCK = _row(since="f8", ahead="f8")
SHIFT = _row(begin="f8", end="f8", first_item="i8", items="i8", later="i8")
ITEM = _row(at="f8", window="f8", length="f8", kind="i8", paid="i8", fixed="i8")
SKILL = _row(
    able="i8", agent_rank="i8", contact_rank="i8", pace="f8", resolves="f8", talk="i8", wrap_up="i8", repeats="f8",
    transfers="f8 0", transfer_to="i8", warm="i8 0", handover="i8",
)  # fmt: skip
STAFF = _row(at="f8", what="i8", who="i8", heads="i8")
DOOR = _row(
    after="f8", reserve="i8", conditional="i8", queue_above="i8", oldest_above="f8", predicted_above="f8",
    speed="f8", base="f8", per_wait="f8", per_idle="f8",
)  # fmt: skip
CLAIM = _row(
    preferred_s="f8", in_order="i8", first_opening="i8", openings="i8", cost="f8", power="i8", stays_s="f8",
    queue_share="f8", target="f8",
)  # fmt: skip
RULE = _row(first="i8", many="i8")
CONDITION = _row(what="i8", who="i8", limit="f8")
RECENT = _row(part="i8", counted="f8", in_time="f8")

# A blank contact is written in broad strokes, and what such a stroke has written is read again at once only if it does
# not run over the end of a cache line. So a row fills whole lines, eight fields each, and what is alike in a blank
# contact (none; 0; 1; unknown; never) stands in the same line: two lines of the text below, as far as a stroke goes.
CONTACT = _row_of_whole_lines(
    id="i8", parent="i8", request="i8", agent="i8",
    bin="i8", next_in_queue="i8", previous_in_queue="i8", own="i8 -1",
    answers="i8", via="i8", beside="i8 0", holds_trunk="i8 0",
    turn="i8 0", tries="i8", pieces="i8", put_aside="i8 0",
    attempt="i8", turns="i8", harder="f8 1", patience_factor="f8",
    hourly="f8 1", guide="i8 -1", resolved="i8", prefers="i8",
    since="f8", place="f8", answered="f8", ended="f8",
    timer="f8", due="f8", lag="f8 inf", quits="f8 inf",
    quit_timer="f8 inf", chases="f8 inf", opens="f8 inf", turn_at="f8",
    unusual="i8 0", draws_kept="i8", worked="f8", done="f8",
    state="i8", type="i8", queue="i8", key_0="i8",
    key_1="i8", in_front="i8 0", arrived="f8", queued="f8",
    gives_up="f8", talk_uniform="f8", patience_uniform="f8", talk_unit="f8",
    patience_unit="f8", began="f8", left="f8",
    paced_at="f8", first_pace="f8", overhead="f8", pace="f8",
    errors="f8", promised="f8",
)  # fmt: skip
AGENT = _row(
    group="i8", open="i8", level="i8", next="i8", previous="i8", present="i8", soft="i8 0",
    since="f8", idle_since="f8", engaged_since="f8", came="f8", idle_s="f8", engaged_s="f8", present_s="f8",
    loaded_since="f8", pace="f8 1", errors="f8 1", taken="i8",
)  # fmt: skip
PERSON = _row(
    at="f8", timer="f8", off="i8", off_since="f8", until="f8", off_paid="i8", off_coached="i8",
    day="i8", shift="i8",
    began="f8", ends="f8", item="i8", items="i8", wants="i8", leaving="i8", paid_since="f8",
    pause_at="f8", pause_s="f8", pauses="i8",
    rostered_s="f8", overtime_s="f8", paid_s="f8",
    hired="f8", grade="i8", grade_since="f8", wage="f8", vacant_until="f8", training_left="i8", seen="i8",
    coaching_owed="f8", coached_s="f8", fatigue="f8", strain="f8", engaged_seen="f8", present_seen="f8",
    last_type="i8",
)  # fmt: skip
AGENDA = _row(at="f8", length="f8", kind="i8", paid="i8", fixed="i8", coaching="i8")
TEAM = _row(
    heads="i8", present="i8", away="i8", chats="i8", over_since="f8", over_s="f8", heads_s="f8", heads_since="f8",
)  # fmt: skip
LEVEL = _row(first="i8", last="i8", count="i8")
QUEUE_STATE = _row(
    first="i8", last="i8", length="i8", last_wait="f8", arrivals="f8", last_agent="i8", kept="i8", since="f8",
    queue_s="f8",
)  # fmt: skip
SOURCE = _row(
    at="f8", day="i8", number="i8", slot="i8", clock="f8", factor="f8", key_0="i8", key_1="i8",
    part="i8", score="f8", part_factor="f8", row="i8", stock="i8 0", is_stock="i8 0",
    left="i8 0", member="i8", head_0="i8", head_1="i8",
    ahead_day="i8", ahead_from="i8", ahead="i8", talk_s="f8",
)  # fmt: skip
AHEAD = _row(
    gap="f8", key_0="i8", key_1="i8", talk_uniform="f8", patience_uniform="f8", talk_unit="f8", patience_unit="f8",
)  # fmt: skip
COUNTS = _row(
    contacts="i8", free="i8", full="i8", journeys="i8", begun="i8", next_change="i8", next_sample="i8", coming="i8",
    bin="i8", bin_begins="f8", slot="i8", slot_ends="f8",
)  # fmt: skip

FLOW_SUMS = {
    "attempts": "contacts that came from outside: first attempts and those that follow them, blocked ones included",
    "requests": "first attempts",
    "blocked": "contacts that found the door shut, or got a busy signal",
    "offered": "contacts let in, transfers and call-backs included; those a self-service contained are not",
    "answered": "contacts whose conversation (or writing) began",
    "abandoned": "customers who gave up, in the queue, while it rang, or at once on hearing of the wait",
    "short": "abandoned within `short_abandon`",
    "left": "contacts that left the queue otherwise: the doors closed, a call-back was accepted, or its last attempt "
    "found nobody, the customer took the contact back",
    "waiting_end": "contacts in the queue, or ringing, when the run ends",
    "delayed": "contacts offered that found nobody free at once",
    "in_time": "answered within the delay of the target, by the clock",
    "quick": "abandoned within the delay of the target",
    "waited": "contacts whose wait in the queue is over: answered, given up, left otherwise; call-backs apart",
    "wait_answered": "seconds from arrival (past the self-service) to the beginning of the conversation, ringing "
    "included",
    "wait_squared_s": "squares of those seconds, of all whose wait in the queue is over, s²",
    "excess_s": "seconds of those waits beyond the target's delay, each wait above it by itself, by the clock",
    "wait_abandoned": "seconds from arrival (past the self-service) to giving up",
    "wait_left": "seconds from arrival (past the self-service) to leaving the queue otherwise",
    "retried": "contacts that come back after an abandonment, a shut door or a busy signal",
    "repeated": "contacts that come back after an answer that did not resolve the request",
    "finished": "conversations that ended within the run, those handed on included",
    "talk": "seconds of conversation, all pieces and turns of it; what was lost when work began anew included",
    "wrap_up": "seconds of wrap-up",
    "ring": "seconds for which an agent's telephone rang for the contact",
    "replies": "first answers to e-mails, tasks and messages, written to the end",
    "reply_s": "seconds from reception to the end of the first answer, opened ones unless `target_hours: clock`",
    "reply_in_time": "those of `replies` within the delay of the target",
    "resolved": "finished conversations that resolved the request",
    "firsts": "finished conversations that were the first answer to their request",
    "first_resolved": "those of `firsts` that resolved the request",
    "first_quiet": "those of `firsts` after which the customer does not come back within 7 days",
    "at_first": "requests solved by their first attempt, transfers included, by an answer or by the self-service",
    "busy": "contacts that found no trunk line or no place left; a part of `blocked`",
    "balked": "those of `abandoned` who hung up at once on hearing of the wait",
    "entries": "contacts through with the self-service, helped or not",
    "contained": "contacts that the self-service sent home",
    "helped": "contacts the self-service contained and helped: the customer does not come back",
    "escaped": "contacts that come back because the self-service had contained them wrongly",
    "in_front_end": "contacts in the self-service when the run ends",
    "chased": "contacts by which customers ask again on another channel while an earlier one is left unanswered",
    "withdrawn": "contacts that the customer takes back because another of theirs was answered; a part of `left`",
    "handed_in": "contacts that came by a transfer",
    "handed_on": "conversations after which the customer went on to a second level",
    "accepted": "customers who would rather be called back; a part of `left`",
    "called_back": "call-backs, each a contact of its own, counted when it joins the queue",
    "reached_back": "call-backs whose customer was reached",
    "kept_promises": "call-backs whose customer was on the telephone within the promise",
    "unreached": "call-backs given up after the last attempt; a part of `left`",
    "broken": "chats whose customer left in the middle",
    "expired": "conversations closed because they fell silent for too long",
    "turns": "answers given in conversations that go to and fro, the first one included",
    "turn_waits": "turns after the first that an agent began",
    "turn_wait": "seconds from the customer's coming back to the conversation to the agent's next turn",
    "interrupted": "times work was put aside for something more urgent",
    "visits": "conversations after which the customer went home, not handed on",
    "visit_s": "seconds from arrival, self-service and earlier levels included, to the end of that conversation",
}
"""What is added up of the contacts of each queue, by interval of arrival, and what each sum counts."""
FLOW = _row(**dict.fromkeys(FLOW_SUMS, "f8"))
SERVED = _row(
    answered="f8", in_time="f8", wait_answered="f8", finished="f8", talk="f8", wrap_up="f8", ring="f8", resolved="f8",
    handed_on="f8", reached_back="f8",
)  # fmt: skip
RECORD = _row(
    parent="i8", request="i8", attempt="i8", via="i8", type="i8", queue="i8", outcome="i8", resolved="i8", turns="i8",
    agent="i8", arrived="f8", queued="f8", answered="f8", ended="f8", waited="f8", talk="f8", wrap_up="f8",
)  # fmt: skip

AGENT_TIMES = (
    "rostered_s", "overtime_s", "paid_s", "idle_s", "engaged_s", "break_s", "off_floor_s", "training_s", "pause_s",
    "absence_s",
)  # fmt: skip
"""Columns of `Tally.agents`; without a roster there are idle and engaged seconds alone."""
