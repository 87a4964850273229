"""What the product allows: connections with other services, and development that solves customers' problems (M10, M37).

Both raise the ceiling of use. Connections reach what a customer uses beside the product, a rival's services too;
development solves problems: those that customers reported and that have come through, else what it guesses.
"""

from __future__ import annotations

from sim.compiled import kernel
from sim.draws import decision, four
from sim.kernels.books import post_organisation, to_cents
from sim.kinds import Kind
from sim.scenario import Section, parameter
from sim.world.usage import usual_ceiling

SERVICES = decision("product.services")
LONGEST_DELAY = 156  # weeks


class Integrations(Section):
    """Connections with other services; none is the product alone."""

    partners: int = parameter(
        0,
        unit="connections",
        low=0,
        high=1000,
        source="assumption: the product alone",
        meaning="connections with services of no rival",
    )
    rivals: int = parameter(
        0,
        unit="connections",
        low=0,
        high=1000,
        source="assumption: the product alone",
        meaning="connections with rivals' services",
    )
    half: float = parameter(
        4.0,
        unit="connections",
        low=0.1,
        high=1000,
        source="assumption: the most used come first",
        meaning="connections at which half of what customers use of one kind is reached",
    )
    rival_users: float = parameter(
        0.3,
        unit="share",
        low=0,
        high=1,
        source="assumption",
        meaning="accounts that use services of rivals too: half of what they use",
    )
    gain: float = parameter(
        0.5,
        unit="share",
        low=0,
        high=5,
        source="assumption",
        meaning="how far the ceiling rises for a customer who needs other services most, when all are connected",
    )
    rival_pull: float = parameter(
        0.03,
        unit="chance per term",
        low=0,
        high=1,
        source="assumption: what is connected can be moved",
        meaning="chance that a customer whose rival services are all connected moves there instead of renewing",
    )
    cost: float = parameter(
        50_000.0,
        unit="USD per year",
        low=0,
        high=1e7,
        source="assumption: a quarter of a developer's year",
        meaning="building and keeping one connection",
    )


class Development(Section):
    """A product that is developed further."""

    enabled: bool = parameter(
        False, unit="switch", source="mission M37", meaning="whether development raises the ceiling"
    )
    problems_per_year: float = parameter(
        24.0, unit="problems per year", low=0, high=10_000, source="assumption", meaning="what development can work on"
    )
    guessed: float = parameter(
        0.25,
        unit="share",
        low=0,
        high=1,
        source="assumption",
        meaning="share of work without a report that hits a problem which customers have",
    )
    delay_weeks: int = parameter(
        26,
        unit="weeks",
        low=0,
        high=LONGEST_DELAY,
        source="assumption",
        meaning="time from a report to what is built for it",
    )
    gain: float = parameter(
        0.4,
        unit="share",
        low=0,
        high=5,
        source="assumption",
        meaning="how far the ceiling rises when every problem is solved",
    )
    half_problems: float = parameter(
        60.0,
        unit="problems",
        low=0.1,
        high=100_000,
        source="assumption",
        meaning="solved problems at which half of that is reached",
    )
    cost: float = parameter(
        400_000.0,
        unit="USD per year",
        low=0,
        high=1e9,
        source="assumption: two developers",
        meaning="what development costs",
    )


class Product(Section):
    """What raises the ceiling of use."""

    integrations: Integrations = Integrations()
    development: Development = Development()


@kernel
def _connected(a_share, p):
    """Share of a customer's other services that is connected; ``a_share``: rivals' share of them."""
    partners, rivals = p.partners / (p.partners + p.half), p.rivals / (p.rivals + p.half)
    return (1.0 - a_share) * partners + a_share * rivals


@kernel
def _rivals_share(u, p):
    return 0.5 if u < p.rival_users else 0.0


@kernel
def rise(i, world):
    """How far connections and development raise the ceiling for one account: 0 where there are none."""
    p, now = world.product.integrations, world.now
    gain = now.developed
    if p.partners + p.rivals > 0:
        u_need, u_rivals, _, _ = four(now.key, SERVICES, i, 0)
        gain += p.gain * u_need * _connected(_rivals_share(u_rivals, p), p)
    return gain


@kernel
def first_ceiling(a, i, world):
    """Use that product and fit allow for the purpose it was bought for."""
    return min(usual_ceiling(a, world.usage) * (1.0 + rise(i, world)), 1.0)


@kernel
def kept_from_rivals(i, world):
    """Chance of not moving to a connected rival at the end of a term."""
    p = world.product.integrations
    if p.rivals == 0:
        return 1.0
    uses_rivals = four(world.now.key, SERVICES, i, 0)[1] < p.rival_users
    return 1.0 - p.rival_pull * p.rivals / (p.rivals + p.half) if uses_rivals else 1.0


@kernel
def report_problem(a, world):
    """What this customer lacks of its success is told to development."""
    world.now.reported[world.now.week % world.now.reported.shape[0]] += 1.0 - a.success


@kernel
def develop(world, books):
    """A week of development, and its cost; ``now.raised`` becomes the rise of the ceiling for a typical account."""
    p, now = world.product, world.now
    connections, dev = p.integrations, p.development
    cost = (connections.partners + connections.rivals) * connections.cost
    if dev.enabled:
        _solve_problems(dev, now)
        cost += dev.cost
    typical = _connected(0.5 * connections.rival_users, connections)
    now.raised = now.developed + 0.5 * connections.gain * typical
    if cost > 0.0:
        post_organisation(Kind.PRODUCT, -to_cents(cost / 52.0), now.week, books)


@kernel
def _solve_problems(dev, now):
    """Reports that have come through first; for what is left of the week's work, guesses."""
    arrived = (now.week - dev.delay_weeks) % now.reported.shape[0]
    now.known_problems += now.reported[arrived]
    now.reported[arrived] = 0.0
    work = dev.problems_per_year / 52.0
    told = min(work, now.known_problems)
    now.known_problems -= told
    now.solved_problems += told + dev.guessed * (work - told)
    now.developed = dev.gain * now.solved_problems / (now.solved_problems + dev.half_problems)
