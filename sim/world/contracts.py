"""Contracts: price, term, invoices, renewal and leaving (M12)."""

from __future__ import annotations

import numpy as np

from sim.compiled import kernel
from sim.draws import decision, logistic, normal_quantile, uniform
from sim.flows import Flow
from sim.kernels.books import count_for_relay, move, post, to_cents
from sim.kinds import NOT_CONVERTED, USED_UP, Kind
from sim.population.tables import Table, columns
from sim.scenario import Section, parameter
from sim.stages import Stage
from sim.world.win_back import pause

COLUMNS = columns(
    "world.contracts",
    price_cents=("i8", "cents per year", "price of the running contract"),
    booked=("f8", "USD per year", "price at which the latest contract was signed"),
    renewal_week=("i4", "week", "when the contract is due"),
    ended_week=("i4", "week", "when the latest contract ended; −1 while it runs"),
    ended_why=("u1", "0 runs, 1 renewal, 2 outside, 3 used up, 4 no contract after the trial", "why it ended"),
    first_life_cost=("i8", "cents", "what was spent to win it before it left for the first time"),
    innate_risk=("f4", "chance per term", "own constant chance of leaving, where that law is chosen"),
)

LIST_PRICE = decision("contracts.list_price")
_LEAST_SIZE = 0.01  # of its size at the beginning is left of an account that shrinks for many years
_LEAST_GROWTH = -0.2  # who shrinks faster is being rebuilt rather than shrinking: its size is taken as it was
INNATE = decision("contracts.innate_risk")


class InnateRisk(Section):
    """The benchmark of Fader and Hardie (2007): every customer leaves by an own constant chance from a beta law."""

    enabled: bool = parameter(
        False,
        unit="switch",
        source="Fader & Hardie 2007",
        meaning="whether renewal follows innate risk alone, whatever the customer experiences",
    )
    alpha: float = parameter(
        0.668,
        unit="-",
        low=0.01,
        high=100,
        source="Fader & Hardie 2007, High End, recomputed",
        meaning="first parameter of the beta law",
    )
    beta: float = parameter(
        3.806,
        unit="-",
        low=0.01,
        high=100,
        source="Fader & Hardie 2007, High End, recomputed",
        meaning="second parameter of the beta law",
    )


class Contracts(Section):
    """What a contract is worth and when it ends."""

    price: float = parameter(
        22_000.0,
        unit="USD per year",
        low=1,
        high=10_000_000,
        source="assumption: mid-size; median cycle 60 days goes with 25 k USD a year",
        meaning="price a year of an account of typical size",
    )
    price_of_size: float = parameter(
        0.7, unit="exponent", low=0, high=2, source="assumption", meaning="how price grows with the account's size"
    )
    price_spread: float = parameter(
        0.2, unit="log", low=0, high=2, source="assumption", meaning="spread of price between accounts of one size"
    )
    gross_margin: float = parameter(
        0.75,
        unit="share",
        low=0,
        high=1,
        source="KBCM 2019: subscription gross margin, median",
        meaning="share of revenue left after running the product",
    )
    term_weeks: int = parameter(
        52,
        unit="weeks",
        low=1,
        high=520,
        source="the notes: contracts of half a year or a year",
        meaning="length of a contract",
    )
    invoice_weeks: int = parameter(
        4,
        unit="weeks",
        low=1,
        high=52,
        source="assumption: billed every four weeks",
        meaning="how often a customer is billed",
    )
    renewal_window_weeks: int = parameter(
        13, unit="weeks", low=0, high=52, source="assumption", meaning="how long before the date renewal is worked on"
    )
    renewal_intercept: float = parameter(
        -0.7,
        unit="logit",
        low=-10,
        high=10,
        source="set so that gross yearly revenue churn is near 13 % in a good company, with P05 and P07 in view",
        meaning="logit of renewal without success and with neutral satisfaction",
    )
    renewal_success: float = parameter(
        10.5,
        unit="logit",
        low=0,
        high=50,
        source="assumption; set with P05 and P07 in view",
        meaning="how much full success adds",
    )
    renewal_satisfaction: float = parameter(
        3.0,
        unit="logit",
        low=0,
        high=50,
        source="assumption",
        meaning="how much full satisfaction adds, and dissatisfaction takes",
    )
    renewal_maturity: float = parameter(
        0.25,
        unit="logit per level",
        low=0,
        high=10,
        source="the notes: maturity curve",
        meaning="how much each level of maturity above the first adds",
    )
    seats_of_success: float = parameter(
        0.6,
        unit="share per unit of success",
        low=0,
        high=5,
        source="assumption: expansion is a third of new yearly revenue with shared goals (KBCM: 32–40 %), else less",
        meaning="how far seats follow use at renewal: growth above neutral success, downgrade below",
    )
    seats_neutral: float = parameter(
        0.25,
        unit="0–1",
        low=0,
        high=1,
        source="assumption",
        meaning="success at which a customer renews as many seats as before",
    )
    seats_of_growth: float = parameter(
        0.0,
        unit="ratio",
        low=0,
        high=20,
        source="assumption: 0, seats follow success alone",
        meaning="how far the seats of a fully successful customer follow the growth of its own business",
    )
    seats_down: float = parameter(
        0.3, unit="share", low=0, high=1, source="assumption", meaning="most seats given up at one renewal"
    )
    seats_up: float = parameter(
        0.5, unit="share", low=0, high=5, source="assumption", meaning="most seats added at one renewal"
    )
    outside_churn: float = parameter(
        0.05,
        unit="chance per year",
        low=0,
        high=1,
        source="assumption: half of what mid-size customers lose a year, 8–12 % (W)",
        meaning="contracts ended by reorganisation, a bad year or a closing",
    )
    decline_churn: float = parameter(
        0.0,
        unit="chance per year and unit of decline",
        low=0,
        high=50,
        source="assumption: 0, in outside_churn on the average; the notes: a customer's bad business ends contracts",
        meaning="what a lasting decline of the customer's own business adds to that, by how much it shrinks a year",
    )
    future_years: float = parameter(
        2.0,
        unit="years",
        low=0,
        high=20,
        source="assumption",
        meaning="years of gross profit that finance adds for a customer who stayed, when it states "
        "the value of a cohort",
    )
    innate_risk: InnateRisk = InnateRisk()


@kernel
def list_price(a, i, week, p, key):
    """List price a year in USD: follows size (with growth), plus what is particular to the account."""
    size = a.scale * max(1.0 + a.growth * week / 52.0, _LEAST_SIZE) if a.growth > _LEAST_GROWTH else a.scale
    particular = np.exp(p.price_spread * normal_quantile(uniform(key, LIST_PRICE, i, 0)))
    return p.price * size**p.price_of_size * particular


@kernel
def sign(a, price, week, p):
    """A contract is signed at ``price`` USD a year."""
    a.price_cents = to_cents(price)
    a.booked = price
    a.renewal_week = week + p.term_weeks
    a.ended_week = -1
    a.ended_why = np.uint8(0)
    a.lives = np.uint8(min(a.lives + 1, 250))


@kernel
def invoice(a, i, weeks, week, p, books):
    """Bill a period of ``weeks``, and book what running the product costs."""
    cents = (a.price_cents * weeks) // 52
    post(a, i, Kind.REVENUE, cents, week, books)
    service = np.int64(cents * (1.0 - p.gross_margin))
    post(a, i, Kind.SERVICE, -service, week, books)
    count_for_relay(a, Flow.GROSS_PROFIT, (cents - service) / 100.0, books)


@kernel
def outside_chance(a, p):
    """Chance that an outside event ends the contract this week."""
    return (p.outside_churn + p.decline_churn * max(-a.growth, 0.0)) / 52.0


@kernel
def renewal_chance(a, maturity_level, p):
    """Chance of renewing at term, from success, satisfaction and maturity; or from innate risk alone."""
    if p.innate_risk.enabled:
        return 1.0 - a.innate_risk
    return logistic(p.renewal_intercept + p.renewal_success * a.success + p.renewal_satisfaction * a.satisfaction
                    + p.renewal_maturity * (maturity_level - 1))  # fmt: skip


@kernel
def renew(a, more, p, books):
    """The contract runs for another term; its seats follow what it brought, and ``more`` USD a year come besides."""
    grown = p.seats_of_growth * a.growth * a.success * p.term_weeks / 52.0
    share = min(max(p.seats_of_success * (a.success - p.seats_neutral) + grown, -p.seats_down), p.seats_up)
    change = np.int64(a.price_cents * share) + to_cents(more)
    a.price_cents += change
    a.renewal_week += p.term_weeks
    if change > 0:
        count_for_relay(a, Flow.EXPANSION, change / 100.0, books)
    else:
        count_for_relay(a, Flow.CHURNED_REVENUE, -change / 100.0, books)


@kernel
def expand(a, share, books):
    """Add seats or modules: the price rises by ``share`` of itself."""
    added = np.int64(a.price_cents * share)
    a.price_cents += added
    count_for_relay(a, Flow.EXPANSION, added / 100.0, books)


@kernel
def leave(a, i, why, cause, week, world, books):
    """The contract ends; a customer that failed complains for a while and stays away for long."""
    move(a, i, Stage.CHURNED, cause, week, 40.0, -1, books)
    if a.lives == 1:
        a.first_life_cost = a.acquisition_cost
    a.ended_week = week
    a.ended_why = np.uint8(why)
    failed = a.success < world.talk.failed_below
    a.returns_week = week + int(pause(failed, why, world.market, world.prospects.win_back))
    a.complains_until = week + int(world.talk.complaint_weeks) if failed else week
    if why in (USED_UP, NOT_CONVERTED):  # who bought once and needs it no more, or never paid, is no churn
        return
    count_for_relay(a, Flow.CHURNED, 1.0, books)
    count_for_relay(a, Flow.CHURNED_REVENUE, a.price_cents / 100.0, books)


def draw_innate_risk(accounts: Table, law: InnateRisk, key: np.uint64) -> None:
    """Give every account its constant chance of leaving, by inverse CDF of the beta law."""
    from scipy.stats import beta  # only this benchmark needs it

    luck = np.array([uniform(key, INNATE, np.uint64(i), np.uint64(0)) for i in range(len(accounts))])
    accounts["innate_risk"] = beta.ppf(luck, law.alpha, law.beta)
