"""Exact answers for service centres simple enough to have one.

People call at random, a team answers in order of arrival, and those who wait too long hang up. If nobody
may wait, Erlang's first formula says how many find all lines taken (B). If everybody waits for ever, his
second says how long (C). If each caller has a patience, Palm's model says who is answered and who gives up
(A), and the integrals of Baccelli and Hebuterne say it for any law of patience. One line with urgent and less
urgent contacts belongs to Cobham. Real centres are richer, hence the simulator; but it must agree with these
wherever they apply.

A service level is a method, not a number. Three definitions of "80 % in 20 seconds"
are in use, they differ most exactly when people abandon, and each needs its own threshold, so a result keeps
what it takes to answer any of them.

Times are in seconds, rates per second, loads in erlang (arrival rate × mean handle time), shares fractions
of 1. Arrivals are Poisson; handle times exponential unless a function says otherwise.
"""

import math
import operator
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import accumulate, pairwise
from typing import NamedTuple

# ---- what every formula answers ----


@dataclass(frozen=True)
class Measures:
    """The long-run figures of one centre; shares are of all contacts offered.

    p_wait      share that cannot start at once (blocked and balking ones included)
    p_abandon   share that joins the line and leaves it unanswered
    p_block     share that finds every place taken
    p_balk      share that hangs up at once on hearing that it must wait, where a formula distinguishes them
    mean_wait   mean time in line of all offered, seconds: of abandoners too; 0 for those who never join it
    asa         average speed of answer: mean time in line of the answered, zeros included, seconds
    occupancy   busy agent time / paid agent time
    mean_queue  mean number waiting
    within      threshold in seconds → shares of all offered answered, and lost from the line, within it
    """

    p_wait: float
    p_abandon: float
    p_block: float
    mean_wait: float
    asa: float
    occupancy: float
    mean_queue: float
    within: Callable[[float], tuple[float, float]] = field(repr=False, compare=False)
    p_balk: float = 0.0

    def sl_offered(self, threshold_s: float) -> float:
        """Answered within threshold_s seconds / offered. ValueError for a negative or infinite threshold."""
        return self.within(_threshold(threshold_s))[0]

    def sl_answered(self, threshold_s: float) -> float:
        """Answered within threshold_s seconds / answered. ValueError for a negative or infinite threshold."""
        answered = 1.0 - self.p_abandon - self.p_block - self.p_balk
        return self.within(_threshold(threshold_s))[0] / answered

    def sl_early_abandon_out(self, threshold_s: float) -> float:
        """Answered within T / (offered - abandoned within T), T = threshold_s seconds.

        ValueError for a negative or infinite threshold.
        """
        answered, abandoned = self.within(_threshold(threshold_s))
        return answered / (1.0 - abandoned)


# ---- nobody may wait ----


def erlang_b(load: float, agents: int) -> Measures:
    """M/G/n/n: a contact that finds all agents (or lines) busy is lost; any law of handle time.

    load in erlang. Raises ValueError for a load not above 0 or agents not a whole number from 1.
    Source: A. K. Erlang (1917); insensitivity to the handle time law: B. A. Sevastyanov (1957).
    """
    _above_zero("load", load, "without contacts there is nothing to measure")
    n = _whole("agents", agents, 1)
    lost = _blocking(load, n)
    return Measures(
        p_wait=lost,
        p_abandon=0.0,
        p_block=lost,
        mean_wait=0.0,
        asa=0.0,
        occupancy=load * (1.0 - lost) / n,
        mean_queue=0.0,
        within=partial(_erlang_b_within, 1.0 - lost),
    )


def erlang_b_lines(load: float, max_blocking: float) -> int:
    """Smallest number of lines that blocks at most max_blocking of the load (erlang).

    Raises ValueError for a load not above 0 or a share not strictly between 0 and 1.
    Source: Erlang's B formula (1917), by its recursion in n.
    """
    _above_zero("load", load, "without contacts there is nothing to measure")
    _open_share("max_blocking", max_blocking, "some blocking always remains, and all cannot be blocked")
    lost, n = 1.0, 0
    while lost > max_blocking:
        n += 1
        lost = load * lost / (n + load * lost)
    return n


def _blocking(load: float, lines: int) -> float:
    """Erlang B by its recursion: sums and products of positive numbers, so nothing cancels or overflows."""
    lost = 1.0
    for n in range(1, lines + 1):
        lost = load * lost / (n + load * lost)
    return lost


def _erlang_b_within(answered: float, threshold_s: float) -> tuple[float, float]:
    return answered, 0.0


# ---- everybody waits for ever ----


def erlang_c(arrival_rate: float, handle_s: float, agents: int) -> Measures:
    """M/M/n: nobody gives up, first come first served.

    arrival_rate per second, handle_s the mean in seconds. Raises ValueError for inputs not above 0, and for a
    load of at least `agents` erlang, where the line grows without end.
    Source: A. K. Erlang (1917).
    """
    p_wait, spare_rate = _delay(arrival_rate, handle_s, agents)
    mean_wait = p_wait / spare_rate
    return Measures(
        p_wait=p_wait,
        p_abandon=0.0,
        p_block=0.0,
        mean_wait=mean_wait,
        asa=mean_wait,
        occupancy=arrival_rate * handle_s / agents,
        mean_queue=arrival_rate * mean_wait,
        within=partial(_erlang_c_within, p_wait, spare_rate),
    )


def erlang_c_wait_quantile(arrival_rate: float, handle_s: float, agents: int, share: float) -> float:
    """The wait in seconds that this share of all contacts does not exceed in M/M/n (0 if they need not wait).

    Raises ValueError as erlang_c does, and for a share outside [0, 1).
    Source: A. K. Erlang (1917): those who wait at all wait an exponential time.
    """
    if not 0.0 <= share < 1.0:
        raise ValueError(f"share = {share}: must lie in [0, 1), because the longest wait has no limit")
    p_wait, spare_rate = _delay(arrival_rate, handle_s, agents)
    return math.log(p_wait / (1.0 - share)) / spare_rate if p_wait > 1.0 - share else 0.0


def erlang_c_agents(
    arrival_rate: float, handle_s: float, target: float, threshold_s: float, max_occupancy: float = 1.0
) -> int:
    """Fewest agents that answer the share `target` within threshold_s seconds in M/M/n, at most so occupied.

    Raises ValueError for a rate or mean not above 0, a negative threshold, a target not strictly between 0
    and 1 and a max_occupancy outside (0, 1].
    Source: A. K. Erlang (1917); the service level rises with n, so a bisection finds the smallest.
    """
    load = _load(arrival_rate, handle_s)
    _open_share("target", target, "everybody in time would take endless agents")
    _threshold(threshold_s)
    if not 0.0 < max_occupancy <= 1.0:
        raise ValueError(
            f"max_occupancy = {max_occupancy}: must lie in (0, 1], because nobody is more than always busy"
        )
    fewest = max(math.floor(load) + 1, _ceil_ratio(load, max_occupancy))
    return _smallest(lambda n: erlang_c(arrival_rate, handle_s, n).sl_offered(threshold_s) >= target, fewest)


def _delay(arrival_rate: float, handle_s: float, agents: int) -> tuple[float, float]:
    """Share that waits (Erlang C), and the rate by which the team outruns the arrivals."""
    load = _load(arrival_rate, handle_s)
    n = _whole("agents", agents, 1)
    _steady(load, n)
    lost = _blocking(load, n)
    return n * lost / (n - load * (1.0 - lost)), (n - load) / handle_s


def _erlang_c_within(p_wait: float, spare_rate: float, threshold_s: float) -> tuple[float, float]:
    return 1.0 - p_wait * math.exp(-spare_rate * threshold_s), 0.0


# ---- callers with exponential patience, and rooms with walls ----


def erlang_a(arrival_rate: float, handle_s: float, agents: int, patience_s: float) -> Measures:
    """M/M/n+M: each caller in line gives up after an exponential patience, counted from joining.

    arrival_rate per second; handle_s and patience_s are means in seconds. Any load has a steady state.
    Raises ValueError for inputs not above 0, and for a line of millions (see _MAX_LINE).
    Source: C. Palm (1957); O. Garnett, A. Mandelbaum, M. Reiman (2002). The waits are found by following one
    caller through the birth-death chain, see _line_within.
    """
    _above_zero("patience_s", patience_s, "no patience is for erlang_b, endless patience for erlang_c")
    return _birth_death(arrival_rate, handle_s, agents, 1.0 / patience_s, None, 0.0)


def erlang_finite_room(
    arrival_rate: float,
    handle_s: float,
    agents: int,
    queue_places: int,
    patience_s: float | None = None,
    balk_probability: float = 0.0,
) -> Measures:
    """M/M/n/n+K+M: K = queue_places may wait, others find the line engaged; patience None: never give up.

    Of those who would have to wait and find a place, the share balk_probability hangs up at once: these are
    p_balk, not p_abandon. Rates per second, times in seconds (means). Any load has a steady state.
    Raises ValueError for inputs not above 0 (queue_places not a whole number from 0), for a balk_probability
    outside [0, 1] and for more places than _MAX_LINE.
    Source: C. Palm (1957), the same chain cut off at n + K; balking thins the arrivals (F. A. Haight, 1957).
    """
    if patience_s is not None:
        _above_zero("patience_s", patience_s, "who never waits balks, who waits for ever has None")
    places = _whole("queue_places", queue_places, 0)
    if places > _MAX_LINE:
        raise ValueError(f"queue_places = {places}: at most {_MAX_LINE}, because each is a state to sum")
    if not 0.0 <= balk_probability <= 1.0:
        raise ValueError(f"balk_probability = {balk_probability}: must lie in [0, 1], because it is a share of callers")
    leave_rate = 0.0 if patience_s is None else 1.0 / patience_s
    return _birth_death(arrival_rate, handle_s, agents, leave_rate, places, balk_probability)


def erlang_a_agents(arrival_rate: float, handle_s: float, patience_s: float, target: float, threshold_s: float) -> int:
    """Fewest agents that answer the share `target` of all offered within threshold_s seconds in M/M/n+M.

    Raises ValueError as erlang_a does, for a target not strictly between 0 and 1 and a negative threshold.
    Source: C. Palm (1957); the service level rises with n, so a bisection finds the smallest.
    """
    _open_share("target", target, "everybody in time would take endless agents")
    _threshold(threshold_s)
    return _smallest(lambda n: erlang_a(arrival_rate, handle_s, n, patience_s).sl_offered(threshold_s) >= target, 1)


# Longest line the birth-death chain is summed over: a few seconds of work, and far beyond any real centre.
_MAX_LINE = 5_000_000

# Lighter than exp(-45), 3e-20 of the heaviest, is left out: far below the last digit of a float.
_NEGLIGIBLE = 45.0


class _Line(NamedTuple):
    """The line as arriving contacts meet it, answered at answer_rate; each waiter gives up at leave_rate."""

    answer_rate: float
    leave_rate: float
    free: float  # share of contacts that find an agent free
    balk: float  # share that hangs up at once
    joins: tuple[float, ...]  # share that joins with 0, 1, 2, ... others ahead


def _birth_death(
    arrival_rate: float, handle_s: float, agents: int, leave_rate: float, places: int | None, balk: float
) -> Measures:
    """Every measure of the chain "number present": up by arrivals, down by answered and leaving contacts."""
    load = _load(arrival_rate, handle_s)
    n = _whole("agents", agents, 1)
    answer_rate = n / handle_s
    logs = _line_logs(arrival_rate * (1.0 - balk), answer_rate, leave_rate, places)
    free, waiting = _states(_blocking(load, n), logs)
    mean_queue = math.fsum(k * p for k, p in enumerate(waiting))
    full = places is not None and len(waiting) > places
    blocked = waiting.pop() if full else 0.0
    joins = tuple((1.0 - balk) * p for p in waiting)
    line = _Line(answer_rate, leave_rate, free, balk * math.fsum(waiting), joins)
    p_abandon = leave_rate * mean_queue / arrival_rate
    answered = 1.0 - p_abandon - blocked - line.balk
    return Measures(
        p_wait=math.fsum(waiting) + blocked,
        p_abandon=p_abandon,
        p_block=blocked,
        mean_wait=mean_queue / arrival_rate,
        asa=_answered_wait(line) / answered,
        occupancy=load * answered / n,
        mean_queue=mean_queue,
        within=partial(_line_within, line),
        p_balk=line.balk,
    )


def _line_logs(join_rate: float, answer_rate: float, leave_rate: float, places: int | None) -> list[float]:
    """Logarithms of the chances of 0, 1, 2, ... waiting, relative to 0 waiting; a negligible tail is cut."""
    if places is None:
        _check_length(join_rate, answer_rate, leave_rate)
    logs = [0.0]
    heaviest = 0.0
    while (places is None or len(logs) <= places) and join_rate > 0.0:
        ratio = join_rate / (answer_rate + len(logs) * leave_rate)
        logs.append(logs[-1] + math.log(ratio))
        heaviest = max(heaviest, logs[-1])
        if ratio < 1.0 and logs[-1] < heaviest - _NEGLIGIBLE + math.log1p(-ratio):
            break
    return logs


def _check_length(join_rate: float, answer_rate: float, leave_rate: float) -> None:
    """Refuse a line too long to sum: an overload's fluid length and ten deviations, or a geometric tail."""
    length = max(0.0, join_rate - answer_rate) / leave_rate + 10.0 * math.sqrt(join_rate / leave_rate)
    if join_rate < answer_rate:
        length = min(length, _NEGLIGIBLE / (1.0 - join_rate / answer_rate))
    if length > _MAX_LINE:
        raise ValueError(
            f"patience_s = {1.0 / leave_rate:.6g} lets about {length:.3g} contacts wait: "
            f"at most {_MAX_LINE}, because each is a state to sum"
        )


def _states(lost: float, logs: list[float]) -> tuple[float, list[float]]:
    """Chances of a free agent, and of all busy with 0, 1, 2, ... waiting.

    `lost` is Erlang B: the share of state n among the states 0..n.
    """
    heaviest = max(logs)
    weights = [lost * math.exp(log - heaviest) for log in logs]
    free = (1.0 - lost) * math.exp(-heaviest)
    total = math.fsum(weights) + free
    return free / total, [weight / total for weight in weights]


def _answered_wait(line: _Line) -> float:
    """Mean of (time in line, if answered) over all contacts, seconds.

    With k ahead, a share answer_rate / (answer_rate + (k+1) leave_rate) is answered; their wait is k+1
    exponential steps at rates answer_rate + leave_rate × (1, ..., k+1).
    """
    rates = [line.answer_rate + line.leave_rate * (k + 1) for k in range(len(line.joins))]
    waits = accumulate(1.0 / rate for rate in rates)
    return math.fsum(p * line.answer_rate / rate * wait for p, rate, wait in zip(line.joins, rates, waits))


def _line_within(line: _Line, threshold_s: float) -> tuple[float, float]:
    """Shares answered and abandoned within the threshold, following one caller.

    With c = answer_rate / leave_rate, the time v until k others ahead are gone and an agent is free has
    exp(-leave_rate v) ~ beta(c, k+1); weighted with the caller's own survival it is beta(c+1, k+1). Their
    distribution functions are negative binomial tails (Poisson without abandonment): a count of departures.
    """
    if threshold_s == 0.0:
        return line.free, line.balk
    k_range = range(len(line.joins))
    stays = math.exp(-line.leave_rate * threshold_s)
    slow_own = _at_most(line.answer_rate + line.leave_rate, line.leave_rate, threshold_s, len(k_range))
    slow_any = _at_most(line.answer_rate, line.leave_rate, threshold_s, len(k_range))
    share = [line.answer_rate / (line.answer_rate + line.leave_rate * (k + 1)) for k in k_range]
    answered = [share[k] * (1.0 - slow_own[k]) for k in k_range]
    abandoned = [1.0 - answered[k] - stays * slow_any[k] for k in k_range]
    return (
        line.free + math.fsum(p * part for p, part in zip(line.joins, answered)),
        line.balk + max(0.0, math.fsum(p * part for p, part in zip(line.joins, abandoned))),
    )


def _at_most(rate: float, leave_rate: float, time_s: float, count: int) -> list[float]:
    """Chances of at most 0, ..., count-1 departures in time_s, the next after j at rate + j leave_rate.

    In logarithms, because the chance of none, exp(-rate × time), underflows for a large team.
    """
    span = -math.expm1(-leave_rate * time_s) / leave_rate if leave_rate > 0.0 else time_s
    log_p = -rate * time_s
    chances, total = [], 0.0
    for k in range(count):
        total += math.exp(log_p)
        chances.append(min(1.0, total))
        log_p += math.log((rate + leave_rate * k) * span / (k + 1))
    return chances


# ---- callers with any law of patience ----


def erlang_g(arrival_rate: float, handle_s: float, agents: int, survival: Callable[[float], float]) -> Measures:
    """M/M/n+G: each caller in line gives up after a patience of any law.

    arrival_rate per second, handle_s the mean in seconds; survival(t) = P(patience > t seconds) never rises
    and may jump. Those who never wait, survival(0) < 1, count as abandoned; some may wait for ever.
    Raises ValueError for inputs not above 0, for a survival outside [0, 1] or rising, and where those who
    never give up are as many as the agents can answer.
    Source: F. Baccelli, G. Hebuterne (1981); S. Zeltyn, A. Mandelbaum (2005). Good to about 1e-9.
    """
    load = _load(arrival_rate, handle_s)
    n = _whole("agents", agents, 1)
    race = _Race(survival, arrival_rate, n / handle_s)
    wait = _virtual_wait(race, _blocking(load, n - 1))
    mean_wait = wait.scale * wait.line.waited
    p_abandon = wait.scale * wait.line.lost
    answered = 1.0 - p_abandon
    return Measures(
        p_wait=wait.scale * wait.line.mass,
        p_abandon=p_abandon,
        p_block=0.0,
        mean_wait=mean_wait,
        asa=wait.scale * wait.line.answered_wait / answered,
        occupancy=load * answered / n,
        mean_queue=arrival_rate * mean_wait,
        within=partial(_patience_within, wait),
    )


class _Race(NamedTuple):
    """Callers joining and staying against agents answering, while the line lasts."""

    survival: Callable[[float], float]
    arrival_rate: float
    answer_rate: float

    def alive(self, t: float) -> float:
        """P(patience > t), checked."""
        p = self.survival(t)
        if not 0.0 <= p <= 1.0:
            raise ValueError(f"survival({t:.6g}) = {p}: must lie in [0, 1], because it is the share still patient")
        return p

    def slope(self, t: float) -> float:
        """Slope of the log-density of the virtual wait (the wait of an endlessly patient caller) at t."""
        return self.arrival_rate * self.alive(t) - self.answer_rate


class _Sums(NamedTuple):
    """Integrals over the virtual wait x against exp(phi(x) - phi(peak)); S the survival, H its integral."""

    mass: float = 0.0
    answered: float = 0.0  # of S
    lost: float = 0.0  # of 1 - S
    waited: float = 0.0  # of H: the mean of min(patience, x)
    answered_wait: float = 0.0  # of x S

    def plus(self, other: "_Sums") -> "_Sums":
        return _Sums(*map(operator.add, self, other))


class _Spot(NamedTuple):
    """Where an integration stands."""

    x: float
    phi: float  # log-density there, relative to the peak
    lived: float  # H(x), the integral of the survival from 0


class _Wait(NamedTuple):
    """The virtual wait's law: its peak, its sums before the peak and over the whole line, and their scale."""

    race: _Race
    peak: _Spot
    before: _Sums
    line: _Sums
    free: float  # share of contacts that find an agent free
    scale: float  # sums × scale = shares of contacts


def _virtual_wait(race: _Race, lost_below: float) -> _Wait:
    """Normalise the virtual wait: its density is arrival_rate × pi × exp(phi(x)).

    phi(x) = arrival_rate H(x) - answer_rate x; pi is the chance of exactly n - 1 busy, lost_below the share
    of that state among 0..n-1. S never rises, so phi is concave: one peak, found first, from which both sides
    are summed outwards. Nothing overflows.
    """
    peak = _peak(race)
    before, start = _gather(race, peak, 0.0)
    after, _ = _gather(race, peak, math.inf)
    line = before.plus(after)
    idle = math.exp(start.phi) if start.x == 0.0 else 0.0
    total = idle + lost_below * race.arrival_rate * line.mass
    return _Wait(race, peak, before, line, idle / total, lost_below * race.arrival_rate / total)


def _patience_within(wait: _Wait, threshold_s: float) -> tuple[float, float]:
    """Shares answered and abandoned within the threshold: sums up to it, and the impatient of the rest."""
    reached, spot = _gather(wait.race, wait.peak, threshold_s)
    if threshold_s < wait.peak.x:
        reached, _ = _gather(wait.race, spot, 0.0)
    else:
        reached = wait.before.plus(reached)
    later = max(0.0, wait.line.mass - reached.mass) * (1.0 - wait.race.alive(threshold_s))
    return wait.free + wait.scale * reached.answered, wait.scale * (reached.lost + later)


# Patience beyond this many seconds (300 years) is called endless.
_FOREVER = 1e10


def _peak(race: _Race) -> _Spot:
    """The likeliest virtual wait: where so many have given up that the agents keep pace."""
    endless = race.arrival_rate * race.alive(_FOREVER)
    if endless >= race.answer_rate * (1.0 - 1e-12):
        raise ValueError(
            f"survival leaves {endless:.6g} contacts per second that never give up: must be below "
            f"{race.answer_rate:.6g}, what the agents answer, because otherwise the line grows without end "
            f"(no steady state)"
        )
    low, high = 0.0, 1.0
    while race.slope(high) > 0.0:
        low, high = high, 2.0 * high
    while race.slope(low) > 0.0 and high - low > 4.0 * math.ulp(high):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if race.slope(middle) > 0.0 else (low, middle)
    return _Spot(low, 0.0, _lived(race, low))


def _lived(race: _Race, end: float) -> float:
    """H(end): mean time that a caller who would wait `end` seconds stays in line."""
    if end == 0.0:
        return 0.0
    careful = 1e-12 * max(1.0, race.arrival_rate * end)
    return math.fsum(
        h * sum(w * race.alive(x + c * h) for c, w in zip(_NODES, _WEIGHTS))
        for x, h in _panels(race, 0.0, end, careful, math.inf)
    )


# Three-point Gauss quadrature on [0, 1]: nodes, weights, and the weights of the integrals from 0 to each node
# (together Kuntzmann and Butcher's Runge-Kutta method of order 6).
_ROOT = math.sqrt(15.0)
_NODES = (0.5 - _ROOT / 10, 0.5, 0.5 + _ROOT / 10)
_WEIGHTS = (5 / 18, 4 / 9, 5 / 18)
_TO_NODE = (
    (5 / 36, 2 / 9 - _ROOT / 15, 5 / 36 - _ROOT / 30),
    (5 / 36 + _ROOT / 24, 2 / 9, 5 / 36 - _ROOT / 24),
    (5 / 36 + _ROOT / 30, 2 / 9 + _ROOT / 15, 5 / 36),
)
# Boole's rule at 0, 1/4, ..., 1: as exact as the above, but it sees both ends, so no jump can hide from both.
_BOOLE = (7 / 90, 32 / 90, 12 / 90, 32 / 90, 7 / 90)

_STEEPEST = 0.25  # a panel changes the log-density by at most this; the quadrature then errs by some 1e-11
_SMOOTH = 1e-11  # and this is how well the survival must be integrated, in the log-density


def _gather(race: _Race, spot: _Spot, end: float) -> tuple[_Sums, _Spot]:
    """Sum outwards from the spot to `end`, on either side, or until the density is negligible."""
    sums = _Sums()
    for x, h in _panels(race, spot.x, end, _SMOOTH, _STEEPEST):
        part, spot = _panel_sums(race, spot, x, h)
        sums = sums.plus(part)
        if spot.phi < -_NEGLIGIBLE:
            break
    else:
        spot = spot._replace(x=end)
    return sums, spot


def _panel_sums(race: _Race, spot: _Spot, x: float, h: float) -> tuple[_Sums, _Spot]:
    """The sums over one panel from x to x + h (h may be negative), and the spot at its far end."""
    alive = [race.alive(x + c * h) for c in _NODES]
    sums = _Sums()
    for c, w, row, s in zip(_NODES, _WEIGHTS, _TO_NODE, alive):
        lived = h * sum(map(operator.mul, row, alive))
        weight = abs(h) * w * math.exp(spot.phi + race.arrival_rate * lived - race.answer_rate * c * h)
        at = x + c * h
        values = (1.0, s, 1.0 - s, spot.lived + lived, at * s)
        sums = sums.plus(_Sums(*(weight * value for value in values)))
    lived = h * sum(map(operator.mul, _WEIGHTS, alive))
    phi = spot.phi + race.arrival_rate * lived - race.answer_rate * h
    return sums, _Spot(x + h, phi, spot.lived + lived)


def _panels(race: _Race, start: float, end: float, smooth: float, steep: float) -> Iterator[tuple[float, float]]:
    """Panels (x, h) from start to end as wide as accuracy allows: halved to fit, doubled for the next try."""
    x = start
    h = math.copysign(_STEEPEST / race.answer_rate, end - start)
    while x != end:
        if abs(end - x) <= abs(h):
            h = end - x
        while not _fits(race, x, h, smooth, steep):
            h *= 0.5
        yield x, h
        x = end if h == end - x else x + h
        h *= 2.0


def _fits(race: _Race, x: float, h: float, smooth: float, steep: float) -> bool:
    """Whether the density changes little over the panel and two rules agree on the integral of the survival.

    S never rises, so the ends bound the slope in between.
    """
    ends = race.alive(x), race.alive(x + h)
    if math.copysign(1.0, h) * (ends[1] - ends[0]) > 1e-9:
        raise ValueError(f"survival rises by {abs(ends[1] - ends[0]):.3g} near {x:.6g} s: it may only fall with time")
    if abs(h) <= 8.0 * math.ulp(x):
        return True
    steepest = max(abs(race.arrival_rate * s - race.answer_rate) for s in ends)
    if abs(h) * steepest > steep:
        return False
    gauss = sum(w * race.alive(x + c * h) for c, w in zip(_NODES, _WEIGHTS))
    boole = sum(w * race.alive(x + i * h / 4) for i, w in enumerate(_BOOLE))
    doubt = race.arrival_rate * abs(h)
    return doubt * abs(gauss - boole) <= smooth + 1e-15 * doubt


# ---- one agent, any law of handle time; priorities ----


class SingleAgent(NamedTuple):
    """M/G/1: shares of all contacts, times in seconds; nobody gives up, so asa equals mean_wait."""

    p_wait: float
    mean_wait: float
    asa: float
    occupancy: float
    mean_queue: float


class PriorityClass(NamedTuple):
    """One class: arrivals per second, mean and standard deviation of its handle time in seconds."""

    arrival_rate: float
    handle_s: float
    handle_sd_s: float


class PriorityMeasures(NamedTuple):
    """Non-preemptive priorities: mean_wait by class in seconds, urgent first; p_wait is the same for all."""

    p_wait: float
    mean_wait: tuple[float, ...]
    occupancy: float


def pollaczek_khinchine(arrival_rate: float, handle_s: float, handle_sd_s: float) -> SingleAgent:
    """M/G/1: one agent, any law of handle time with this mean and deviation (seconds), nobody gives up.

    Raises ValueError for a rate or mean not above 0, a negative deviation, or a load of at least 1 erlang.
    Source: F. Pollaczek (1930), A. Khinchine (1932).
    """
    only = cobham([PriorityClass(arrival_rate, handle_s, handle_sd_s)])
    wait = only.mean_wait[0]
    return SingleAgent(only.p_wait, wait, wait, only.occupancy, arrival_rate * wait)


def cobham(classes: Sequence[PriorityClass]) -> PriorityMeasures:
    """M/G/1 with non-preemptive priority classes, the most urgent first; in order of arrival inside a class.

    Rates per second, times in seconds. Raises ValueError for no class at all, a rate or mean not above 0, a
    negative deviation, or a total load of at least 1 erlang.
    Source: A. Cobham (1954).
    """
    _some("classes", classes)
    loads = [_class_load(c) for c in classes]
    occupancy = math.fsum(loads)
    _steady(occupancy, 1)
    in_hand = math.fsum(0.5 * c.arrival_rate * (c.handle_s**2 + c.handle_sd_s**2) for c in classes)
    return PriorityMeasures(occupancy, _by_class(in_hand, loads), occupancy)


def cobham_agents(arrival_rates: Sequence[float], handle_s: float, agents: int) -> PriorityMeasures:
    """M/M/n with non-preemptive priority classes of equal mean handle time, the most urgent first.

    Rates per second, handle_s the mean in seconds. Raises ValueError for no class at all, inputs not above 0,
    or a total load of at least `agents` erlang.
    Source: A. Cobham (1954).
    """
    _some("arrival_rates", arrival_rates)
    loads = [_load(rate, handle_s) / _whole("agents", agents, 1) for rate in arrival_rates]
    p_wait, _ = _delay(math.fsum(arrival_rates), handle_s, agents)
    return PriorityMeasures(p_wait, _by_class(p_wait * handle_s / agents, loads), math.fsum(loads))


def _by_class(in_hand_s: float, occupancies: list[float]) -> tuple[float, ...]:
    """Cobham's waits: in_hand_s, the wait owed to contacts in hand, drawn out by those served before."""
    spare = [1.0, *(1.0 - busy for busy in accumulate(occupancies))]
    return tuple(in_hand_s / (above * own) for above, own in pairwise(spare))


def _class_load(one: PriorityClass) -> float:
    if not (math.isfinite(one.handle_sd_s) and one.handle_sd_s >= 0.0):
        raise ValueError(f"handle_sd_s = {one.handle_sd_s}: must be at least 0 s, because it is a standard deviation")
    return _load(one.arrival_rate, one.handle_s)


# ---- checks ----


def _above_zero(name: str, value: float, reason: str) -> None:
    if not (math.isfinite(value) and value > 0.0):
        raise ValueError(f"{name} = {value}: must be a finite number above 0, because {reason}")


def _open_share(name: str, value: float, reason: str) -> None:
    if not 0.0 < value < 1.0:
        raise ValueError(f"{name} = {value}: must lie strictly between 0 and 1, because {reason}")


def _some(name: str, values: Sequence[object]) -> None:
    if not values:
        raise ValueError(f"{name} = {values!r}: must hold at least 1 class, because without contacts nobody waits")


def _threshold(threshold_s: float) -> float:
    if not (math.isfinite(threshold_s) and threshold_s >= 0.0):
        raise ValueError(
            f"threshold_s = {threshold_s}: must be a finite time from 0 s, because nobody is answered earlier"
        )
    return threshold_s


def _whole(name: str, value: int, least: int) -> int:
    try:
        number = operator.index(value)
    except TypeError:
        number = least - 1
    if number < least:
        raise ValueError(
            f"{name} = {value}: must be a whole number from {least}, because people and places are counted"
        )
    return number


def _load(arrival_rate: float, handle_s: float) -> float:
    """The load in erlang, its factors checked."""
    _above_zero("arrival_rate", arrival_rate, "without contacts there is nothing to measure")
    _above_zero("handle_s", handle_s, "every contact takes some time")
    return arrival_rate * handle_s


def _steady(load: float, agents: int) -> None:
    if load >= agents:
        raise ValueError(
            f"load = {load:.6g} erlang: must be below {agents}, the number of agents, because without "
            f"abandonment the line grows without end (no steady state)"
        )


# ---- the smallest number that will do ----


def _ceil_ratio(load: float, max_occupancy: float) -> int:
    """Fewest agents that are at most so occupied; a last-bit error does not round an exact fit up."""
    return math.ceil(load / max_occupancy * (1.0 - 1e-12))


def _smallest(meets: Callable[[int], bool], fewest: int) -> int:
    """Smallest n from `fewest` that meets a demand which, once met, stays met."""
    fails, n = fewest - 1, fewest
    while not meets(n):
        fails, n = n, n + 2 * (n - fails)
    while n - fails > 1:
        middle = (fails + n) // 2
        fails, n = (fails, middle) if meets(middle) else (middle, n)
    return n
