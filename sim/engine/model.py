"""The model: a Mesa model whose customers and staff live in tables, stepped one week at a time."""

from __future__ import annotations

from operator import is_
from typing import Any, Self

import numpy as np

from sim.compiled import addresses
from sim.departments import desk, handover, hub, keeping
from sim.draws import luck_key
from sim.engine import signing
from sim.engine.checks import check_week
from sim.engine.company import Scenario
from sim.engine.rules import write_rules
from sim.engine.uncertainty import drawn
from sim.engine.week import WEEK, live_weeks
from sim.flows import FLOW_COUNT
from sim.incentives import pipeline, worth
from sim.incentives.division import Contracts
from sim.kernels import books as ledger
from sim.organisation import belief, criteria, division, health, learning, people, roles, seats, strategy
from sim.organisation.calendar import open_calendar, vacancy
from sim.organisation.mailing import address
from sim.organisation.steering import Purse
from sim.population import traits
from sim.population.table_model import TableModel
from sim.population.tables import CACHE_LINE, Table, allocate, layout, record
from sim.population.views import Customer as CustomerView
from sim.population.views import StaffMember
from sim.record.series import PLACE
from sim.record.specifications import SERIES
from sim.stages import Department, Stage
from sim.world import (
    change,
    contacts,
    contents,
    contracts,
    customers,
    first_purchase,
    leads,
    market,
    nurture,
    opening,
    pricing,
    prospects,
    referrals,
    shift,
    support,
    talk,
    target,
    value,
)
from sim.world import channels as channel_rules

ACCOUNT_COLUMNS = (
    *market.COLUMNS,
    *leads.COLUMNS,
    *nurture.COLUMNS,
    *traits.TRAITS,
    *prospects.COLUMNS,
    *belief.COLUMNS,
    *handover.COLUMNS,
    *contracts.COLUMNS,
    *first_purchase.COLUMNS,
    *pricing.COLUMNS,
    *customers.COLUMNS,
    *criteria.COLUMNS,
    *support.COLUMNS,
    *change.COLUMNS,
    *keeping.COLUMNS,
    *health.COLUMNS,
    *talk.COLUMNS,
    *value.COLUMNS,
    *contacts.COLUMNS,
    *target.COLUMNS,
    *referrals.COLUMNS,
    *opening.COLUMNS,
    *shift.COLUMNS,
    *ledger.LEDGER_COLUMNS,
)
MEMBER_COLUMNS = (
    *people.COLUMNS, *seats.COLUMNS, *learning.COLUMNS, *division.COLUMNS, *roles.COLUMNS, *worth.COLUMNS,
    *pipeline.COLUMNS, *hub.COLUMNS,
)  # fmt: skip
_SCANNED = (
    "stage",
    "appeal",
    "returns_week",
    "complains_until",
    "heard",
)  # what the market's scan reads, side by side
ACCOUNT, MEMBER = layout(ACCOUNT_COLUMNS, first=_SCANNED, pad_to=CACHE_LINE), layout(MEMBER_COLUMNS)


class Customer(CustomerView, dtype=ACCOUNT, enums={"stage": Stage}):
    """An account of the market as a Mesa agent: a view of its row, made when asked for."""


class Member(StaffMember, dtype=MEMBER, enums={"department": Department}):
    """A member of staff as a Mesa agent; the seat's row is ``model.members``."""


class Model(TableModel):
    """One company living through one luck.

    ``model.customers``, ``model.staff`` and ``model.agents`` are Mesa agent sets; ``step()`` is one week. The result is
    a pure function of (company, replicate).

    accounts, members: the tables of customers and staff. rules: one row with everything kernels read by name
    (``sim.engine.rules``): parameters, ``now`` and ``office``. books: what happened (``sim.kernels.books``). weekly:
    (weeks, series), filled week by week. agreed: what everybody is paid on now.
    """

    customer_type = Customer
    staff_type = Member
    agreed: Contracts

    def __init__(self, company: Scenario, replicate: int = 0, *, detail: bool = False) -> None:
        super().__init__(rng=company.run.seed)
        company = drawn(company, replicate)
        self.company, self.replicate, self.detail = company, replicate, detail
        self.key, self.weeks = luck_key(company.run.seed, replicate), company.run.weeks
        self.rules = write_rules(company, self.key)
        self.now, self.office = self.rules["nature"]["now"], self.rules["office"]
        self._people_the_market()
        self._staff_the_departments()
        self._open_the_books()
        self._lived_with: tuple[Any, ...] = (None,) * len(self.tables)  # the tables that ``_phases`` were found for
        self.purse = Purse()
        self.calendar = open_calendar(self)

    @property
    def tables(self) -> tuple[Any, ...]:
        """What every phase of the week takes."""
        return (self.accounts, self.members, self.market, self.contracts, self.space, self.weekly, self.rules,
                self.books.pages)  # fmt: skip

    @property
    def week(self) -> int:
        """The week to be lived next, from 0."""
        return int(self.now["week"][0])

    @property
    def visible_accounts(self) -> int:  # type: ignore[override]
        """How many accounts the market has; later rows are not born yet."""
        return int(self.now["visible"][0])

    @property
    def reputation(self) -> float:
        """What the market remembers, 0–1."""
        return float(self.now["reputation"][0])

    def step(self) -> None:
        """Live one week."""
        self._live(1)

    def run(self) -> Self:
        """Live all weeks of the horizon."""
        self.live_until(self.weeks)
        return self

    def live_until(self, week: int) -> None:
        """Live all weeks before this one, in one go where nothing has to be seen or decided in between."""
        while self.week < week:
            self._live(1 if self.detail or self.company.run.checks else week - self.week)

    def open_week(self) -> None:
        """Clean sheets for flows and money; what is due in the organisation comes due."""
        ledger.open_page(self.rules, self.books.pages)
        if self.detail:
            self.books.make_room(5 * len(self.accounts), 8 * len(self.accounts) + 2 * len(self.members) + 6)
        end = self.week + 1
        while self.calendar.peek() < end:
            self.calendar.step()

    def summed(self, series: str, since: int) -> float:
        """Sum of a weekly series from a week until now."""
        return float(self.weekly[since : self.week, PLACE[series]].sum())

    def _live(self, most: int) -> None:
        """Live up to ``most`` weeks, until something of the organisation's calendar comes due."""
        self.open_week()
        week, tables = self.week, self.tables
        until = min(week + most, max(int(self.calendar.peek()), week + 1))
        if not all(map(is_, tables, self._lived_with)):
            self._lived_with, self._phases = tables, addresses(WEEK, tables)
        live_weeks(until - week, self._phases, tables)
        if self.company.run.checks:
            check_week(self)

    def sign(self, terms: Table, usual: Table) -> None:
        """Let these terms be everybody's contracts; usual: (members, terms), what periods usually end with."""
        self.usual = usual
        ahead = np.full((*usual.shape, 3), np.nan)
        self.contracts = (self.worth, terms, self.period_flows, self.totals, usual, ahead)

    def agree_on_contracts(self) -> None:
        """Let contracts be what they are to be now."""
        signing.agree(self)

    def close_quota_period(self) -> None:
        """A quota period is over: members remember how it ended, and counting starts again."""
        curve = self.company.organisation.pay_curve
        if curve.enabled:
            terms, credits = self.contracts[1], self.books.credits
            worth.remember(self.usual, self.members, terms, self.period_flows, credits, curve.memory)
        self.books.credits[:] = 0.0
        self.period_flows[:] = 0.0
        self.office["period_start"] = self.week

    def shift_market(self) -> None:
        """The market shifts, and what members had learned of a good customer is old."""
        nature = self.rules["nature"]
        shift.happen(self.accounts, nature)
        self.office["stale"] = 1.0

    def refill(self, seats: list[int]) -> None:
        """Look for somebody for each of these vacant seats."""
        for seat in seats:
            self.calendar.process(vacancy(self.calendar, self, seat))

    def _people_the_market(self) -> None:
        size = opening.market_size(self.weeks + 1, record(self.company.market)[0])
        self.accounts: Table = allocate(int(size), ACCOUNT)
        plan = self.company.customers
        self.now["mean_fit"], self.now["fit_spread"] = traits.create(self.accounts, self.key, record(plan))
        for name, reach in strategy.reach(self.company.organisation.strategy, self.accounts["scale"]).items():
            self.now[name] = reach
        if self.company.contracts.innate_risk.enabled:
            contracts.draw_innate_risk(self.accounts, self.company.contracts.innate_risk, self.key)

    def _staff_the_departments(self) -> None:
        counts = self.company.headcount
        organisation = self.company.organisation
        room = organisation.revenue_office.room
        self.members: Table = allocate(sum(counts.values()) + room * len(counts), MEMBER)
        people.staff(self.members, counts, room, self.key, organisation.people, organisation.learning)
        first, heads = (int(self.office[name][0, Department.CUSTOMER_SUCCESS]) for name in ("first", "heads"))
        roles.give_roles(self.members, first, heads, int(self.office["adopters"][0]))
        for row in range(len(self.members)):
            roles.take_seat(self.members, row, self.key, organisation.roles.talent_spread)
            self.staff_type(self, row)

    def _open_the_books(self) -> None:
        c, rows = self.company, len(self.accounts)
        self.books = ledger.Books(len(self.members), detailed=self.detail)
        self.period_flows = np.zeros(FLOW_COUNT)
        self.worth, self.totals = np.zeros((len(self.members), worth.WEIGHTS)), np.zeros((len(Department), 6))
        signing.begin(self)
        fit = float(self.now["mean_fit"][0]), float(self.now["fit_spread"][0])
        plan = contents.with_contents(c.market.channels, c.market.contents)
        self.channels, weights = channel_rules.channel_table(plan, c.customers, *fit)
        self.channels["latent"] = contents.latent_shares(c.market.channels, c.market.contents)
        shown = fit[1] * c.customers.visible_share * channel_rules.QUARTILE_MEANS
        share, falling = c.policies.targeting.addressed_share, c.market.falling_reach
        self.now["addressed"] = address(self.channels, weights, share, falling, shown)
        classes, wide = traits.APPEAL_CLASSES, 8 * (rows // 8 + 1)  # the market is scanned in whole eights
        glance, marks = np.zeros(wide, np.uint8), np.zeros(wide, np.uint8)
        mix, luck = np.zeros((classes, len(self.channels))), np.zeros((4, wide // 4), np.uint32)
        self.market = (self.channels, weights, np.zeros(classes), mix, glance, luck, marks)
        self.space = desk.scratch(rows, len(self.members))
        self.weekly = np.zeros((self.weeks, len(SERIES)))
        self.posted_to_customers = 0
        seats = self.office[["desk_first", "desk_heads"]][0]
        first, carers = (int(each[Department.CUSTOMER_SUCCESS]) for each in seats)
        plan, nature = record(c.opening), self.rules["nature"]
        opening.people_the_market(self.accounts, glance, plan, first, carers, nature, self.books.stocks)
        if self.office["adopters"][0] or c.policies.care.expansion_by == "field_sales":
            handover.assign_inherited(self.accounts, self.members, self.rules)
        self.channels["scale"] = channel_rules.lead_scale(self.accounts, self.visible_accounts, weights)
