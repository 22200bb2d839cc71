"""The policies of the router, as one table: their words in the file, a sentence, and who described them.

`polyvalence policies`, the guide and the schema read this table, so none of them can know a policy that the others do
not. Many famous policies are no word of their own. "Ordered overflow" is ranks, "local
first" is a delay; they stand here too, with the words that make them.
"""

from __future__ import annotations

from typing import NamedTuple


class Policy(NamedTuple):
    """A way to route. `word` is set where it is a score: what `routing.agent` or `routing.contact` may say."""

    name: str
    side: str
    """agent: which agent for this contact; contact: which contact for this agent; both; door: who may take what at
    all."""
    written: str
    """How the file says it."""
    sentence: str
    source: str
    word: str = ""


AGENT, CONTACT, BOTH, DOOR = "agent", "contact", "both", "door"


def _score(side: str, word: str, sentence: str, source: str, needs: str = "") -> Policy:
    return Policy(word, side, f"routing: {{{side}: {word}}}{needs}", sentence, source, word)


CHAN = "Chan, Koole, L'Ecuyer, Dynamic call center routing policies using call waiting and agent idle times, 2014"
COST = "; contacts.X.waiting_cost"

POLICIES: tuple[Policy, ...] = (
    # ---- scores: which agent
    _score(AGENT, "longest-idle", "The agent who has been available longest.", "usual in practice; ContactCenters"),
    _score(AGENT, "random", "Whoever picks up first: any free agent, each as likely (ring all).", "Asterisk, ringall"),
    _score(
        AGENT, "round-robin", "The next agent by number after the one who got the last contact of this queue.",
        "Asterisk, rrmemory",
    ),
    _score(
        AGENT, "fewest-contacts", "The agent who has taken the fewest contacts since the start of the run.",
        "Asterisk, fewestcalls",
    ),
    _score(
        AGENT, "idle-fair", "The agent who has been idle for the greatest share of their time so far.",
        "R. Atar, Y. Shaki, A. Shwartz, A blind policy for equalizing cumulative idleness, 2011",
    ),
    _score(
        AGENT, "fastest", "The group that handles this type fastest on average.",
        "M. Armony, Dynamic routing in large-scale service systems with heterogeneous servers, 2005",
    ),
    _score(
        AGENT, "resolves-fastest", "The group that resolves most requests of this type an hour: resolves × speed.",
        "F. de Véricourt, Y.-P. Zhou, Managing response time in a call-routing problem with service failure, 2005",
    ),
    _score(
        AGENT, "affine", "The greatest base + per_wait × wait + per_idle × idle time, by group and type.", CHAN,
        "; groups.G.skills.X.affine",
    ),
    # ---- scores: which contact
    _score(
        CONTACT, "longest-waiting", "The greatest weight × (wait + head start); without them the longest waiting.",
        "ContactCenters, longest weighted waiting time",
    ),
    _score(CONTACT, "longest-queue", "The first of the longest queue.", "ContactCenters, longest queue first"),
    _score(
        CONTACT, "queue-ratio", "The queue that is furthest above its share of all who wait.",
        "Gurvich, Whitt, Service-level differentiation in many-server service systems via queue-ratio routing, 2010",
        "; contacts.X.queue_share",
    ),
    _score(
        CONTACT, "cmu", "The greatest cost of waiting × speed of this group: the cost saved by an hour of work.",
        "D. R. Cox, W. L. Smith, Queues, 1961", COST,
    ),
    _score(
        CONTACT, "cmu-theta", "As cmu, divided by the rate of giving up: who will not stay long costs little.",
        "R. Atar, C. Giat, N. Shimkin, The cµ/θ rule for many-server queues with abandonment, 2010", COST,
    ),
    _score(
        CONTACT, "generalised-cmu", "As cmu, with a cost that grows faster and faster with the wait.",
        "J. A. van Mieghem, Dynamic scheduling with convex delay costs, 1995; A. Mandelbaum, A. L. Stolyar, 2004",
        COST + " with a power",
    ),
    _score(
        CONTACT, "service-level", "The type that is furthest below its target over the last `routing.window`.",
        "usual in practice",
    ),
    _score(CONTACT, "fastest", "The type that this group handles fastest on average.", "shortest job first, by means"),
    _score(
        CONTACT, "resolves-fastest", "The type of which this group resolves most requests an hour: resolves × speed.",
        "Mehrotra, Ross, Ryder, Zhou, Routing to manage resolution and waiting time in call centers, 2012",
    ),
    _score(
        CONTACT, "affine", "The greatest base + per_wait × wait + per_idle × idle time, by group and type.", CHAN,
        "; groups.G.skills.X.affine",
    ),
    # ---- ranks
    Policy(
        "single-queue", BOTH, "contact_rank: 1 for every skill",
        "All types in one queue; any able agent takes the oldest.", "ContactCenters, single FIFO queue",
    ),
    Policy(
        "ordered-overflow", BOTH, "agent_rank and contact_rank of each skill",
        "Each type has an ordered list of groups, each group an ordered list of types.",
        "ContactCenters, queue priority",
    ),
    Policy(
        "ranks", BOTH, "agent_rank and contact_rank, equal ranks allowed",
        "Ranks on both sides; among equals the score decides.", "ContactCenters, agents' preferences",
    ),
    Policy(
        "specialists-first", AGENT, "routing: {specialists_first: true}",
        "Groups with fewer skills are asked before the polyvalent ones.", "R. B. Wallace, W. Whitt, 2005",
    ),
    Policy(
        "least-loaded", AGENT, "always, where an agent may hold several chats",
        "The agent with the fewest conversations in hand, before any other score.", "usual in practice",
    ),
    Policy(
        "fill-up", AGENT, "groups.G.chats: {fill_to: n}",
        "Agents are filled up to n conversations one after the other, and only then beyond.",
        "T. Tezcan, J. Zhang, Routing and staffing in customer service chat systems, 2014",
    ),
    Policy(
        "state-rules", BOTH, "routing: {rules: [{when: {...}, agent_ranks: {...}, contact_ranks: {...}}]}",
        "Other ranks while queues, free agents or service levels are so; the first rule that holds decides.",
        "ContactCenters, overflow and priority",
    ),
    Policy(
        "call-back-lane", CONTACT, "contacts.X.call_back: {keep_place: false}",
        "Promised call-backs after fresh calls of their rank until the promise nears, then before everything.",
        "M. Armony, C. Maglaras, 2004",
    ),
    # ---- doors
    Policy(
        "ranks-with-delays", DOOR, "groups.G.skills.X: {after: 60 s}",
        "A contact must have waited so long before this group may take it.",
        "ContactCenters, agents' preferences with delays",
    ),
    Policy(
        "overflow", DOOR,
        "groups.G.skills.X: {when: {queue_above: 10, oldest_wait_above: 2 min, predicted_wait_above: 5 min}}",
        "This group takes the type only while its queue, its oldest wait or its predicted wait is above a limit.",
        "I. Gurvich, O. Perry, Overflow networks, 2012",
    ),
    Policy(
        "reservation", DOOR, "groups.G.skills.X: {reserve: r}",
        "This group takes the type only while more than r of its agents are free.",
        "S. Bhulai, G. Koole, A queueing model for call blending in call centers, 2003",
    ),
    Policy(
        "skill-relaxation", DOOR,
        "contacts.X.levels: [{level: 3}, {level: 2, after: 30 s}]; groups.G.skills.X: {level: 2}",
        "The level of skill that is wanted falls in steps with the wait.", "Genesys, bullseye routing",
    ),
    Policy(
        "preferred-agent", DOOR, "contacts.X.preferred_agent: 60 s",
        "Whoever answered this request last is waited for so long, then anybody may answer.",
        "Amazon Connect, Dynamics 365",
    ),
    Policy(
        "local-first", DOOR, "routing: {sites: {others_after: 90 s}}",
        "The site of the contact first; after a while the other sites too.",
        "ContactCenters, local and specialist",
    ),
    Policy(
        "share-split", DOOR, "sites.S.share: {X: 30 %}", "Fixed shares of the flow go to each site.",
        "usual in practice",
    ),
    Policy(
        "interruption", AGENT, "contacts.X.interrupted_by: [Y]",
        "Work on X is put aside for Y when nobody is free.", "pre-emptive priority",
    ),
    Policy(
        "your-own", BOTH, "--policy FILE.py, or sim.run(..., policy=function)",
        "A Python function that scores agents or contacts; never named in the scenario file.", "this program",
    ),
)  # fmt: skip
"""Every policy, scores first."""

AGENT_WORDS = tuple(policy.word for policy in POLICIES if policy.side == AGENT and policy.word)
CONTACT_WORDS = tuple(policy.word for policy in POLICIES if policy.side == CONTACT and policy.word)
"""What `routing.agent` and `routing.contact` may say."""
