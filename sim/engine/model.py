"""The model: a Mesa model whose customers and staff live in tables, stepped one week at a time."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.departments import customer_success, desk, handover
from sim.departments.field_sales import PITCHES
from sim.draws import luck_key
from sim.engine.company import Scenario
from sim.engine.week import WEEK
from sim.flows import FLOW_COUNT
from sim.incentives import pay
from sim.kernels import books as ledger
from sim.kinds import FIXED_POINT
from sim.organisation import belief, people
from sim.organisation.calendar import open_calendar
from sim.population import traits
from sim.population.table_model import TableModel
from sim.population.tables import CACHE_LINE, Table, allocate, layout, nest, record
from sim.population.views import Customer as CustomerView
from sim.population.views import StaffMember
from sim.record.specifications import SERIES
from sim.stages import Department, Stage
from sim.world import channels as channel_rules
from sim.world import contracts, customers, market, opening, prospects, talk

ACCOUNT_COLUMNS = (
    *market.COLUMNS,
    *traits.TRAITS,
    *prospects.COLUMNS,
    *belief.COLUMNS,
    *handover.COLUMNS,
    *contracts.COLUMNS,
    *customers.COLUMNS,
    *customer_success.COLUMNS,
    *talk.COLUMNS,
    *opening.COLUMNS,
    *ledger.LEDGER_COLUMNS,
)
MEMBER_COLUMNS = (*people.COLUMNS, *pay.COLUMNS)
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
    """

    customer_type = Customer
    staff_type = Member

    def __init__(self, company: Scenario, replicate: int = 0, *, detail: bool = False) -> None:
        super().__init__(rng=company.run.seed)
        self.company, self.replicate, self.detail = company, replicate, detail
        self.key = luck_key(company.run.seed, replicate)
        self.week, self.weeks = 0, company.run.weeks
        self._people_the_market()
        self._staff_the_departments()
        self._write_the_rules()
        self._open_the_books()
        self.calendar = open_calendar(self)

    def step(self) -> None:
        """Live one week."""
        for phase in WEEK:
            phase(self)

    def _people_the_market(self) -> None:
        plan = self.company.market
        births = np.floor(plan.accounts * plan.born_per_year * np.arange(self.weeks + 2) / 52.0).astype(np.int64)
        self._visible = plan.accounts + births
        self.accounts: Table = allocate(int(self._visible[-1]), ACCOUNT)
        self.visible_accounts = 0
        self.mean_fit, self.fit_spread = traits.create(self.accounts, self.key, record(self.company.customers))
        if self.company.contracts.innate_risk.enabled:
            contracts.draw_innate_risk(self.accounts, self.company.contracts.innate_risk, self.key)

    def _staff_the_departments(self) -> None:
        counts = self.company.headcount
        self.heads = np.array(list(counts.values()), np.int64)
        self.first = np.concatenate([[0], np.cumsum(self.heads)[:-1]])
        self.members: Table = allocate(int(self.heads.sum()), MEMBER)
        people.staff(self.members, counts, self.key, self.company.organisation.people)
        for row in range(len(self.members)):
            self.staff_type(self, row)
        departments = self.company.departments
        self.hourly = np.array([getattr(departments, d.name.lower()).cost_per_hour for d in Department])
        self.contract_hours = self.company.organisation.people.contract_hours
        self.weekly_overhead = self.company.finance.overhead / 52.0
        self.desks = {d: record(getattr(departments, d.name.lower())) for d in Department}
        self.pitch = PITCHES.index(departments.field_sales.pitch)

    def _write_the_rules(self) -> None:
        """What the world's rules read, and what members read besides: the first knows no policy and no contract."""
        c, o = self.company, self.company.organisation
        self.people = record(o.people)
        self.world = nest(
            market=record(c.market),
            prospects=record(c.prospects),
            usage=record(c.usage),
            contracts=record(c.contracts),
            talk=record(c.talk),
            neighbours=c.customers.neighbours,
        )
        self.choice = nest(
            random=int(o.choice == "random"),
            temperature=o.temperature,
            effort=o.effort,
            patience=o.patience,
            dilution=o.dilution,
            above_target=o.above_target,
            quota_weeks=o.quota_weeks,
        )
        self.rules = nest(
            choice=self.choice,
            policies=record(c.policies),
            handover=record(o.handover),
            beliefs=record(o.beliefs),
            perception=self._perception(),
            market=record(c.market),
            prospects=record(c.prospects),
            usage=record(c.usage),
            contracts=record(c.contracts),
            mean_fit=self.mean_fit,
            fit_spread=self.fit_spread,
            unfit_below=c.reporting.unfit_below,
            market_scale=c.market.accounts / 20_000.0,
        )
        self.terms = pay.terms(c.contracts_of_staff, c.headcount, o.patience)
        self.worth = np.zeros((len(self.members), FLOW_COUNT + 1))
        self.weekly_hours = o.people.contract_hours * o.people.customer_share
        unfit = c.policies.unfit_customers
        self.training_hours = unfit.training * unfit.training_hours
        self.patience = o.patience ** (np.arange(c.contracts.term_weeks + 2) / 52.0)

    def _perception(self) -> Table:
        """How fit is seen: a rule whom not to sell to comes with a segmentation that shows it (M30)."""
        p, unfit = self.company.organisation.perception, self.company.policies.unfit_customers
        known = unfit.segmentation if unfit.refuse_below > 0 else 0.0
        return nest(
            noise=p.noise,
            halo=p.halo,
            picture=p.picture,
            hour_of_research=p.hour_of_research,
            hour_of_meeting=p.hour_of_meeting,
            segmentation=known,
        )

    def _open_the_books(self) -> None:
        c = self.company
        self.books = ledger.Books(len(self.members), detailed=self.detail)
        self.totals = np.zeros((len(Department), 6))
        self.period_flows = np.zeros(FLOW_COUNT)
        self.period_start = 0
        self.channels, self.class_weights = channel_rules.channel_table(
            c.market.channels, c.customers, self.mean_fit, self.fit_spread
        )
        count = len(self.channels)
        self.bursts, self.channel_hours = np.ones(count), np.zeros(count)
        self.rates, self.mix = np.zeros(traits.APPEAL_CLASSES), np.zeros((traits.APPEAL_CLASSES, count))
        self.glance = np.zeros(len(self.accounts), np.uint8)
        self.luck = np.zeros((4, len(self.accounts) // 4 + 1))
        self.active, self.space = np.zeros(len(self.accounts), np.int32), desk.scratch(len(self.accounts))
        self.size, self.load, self.recurring = 0, 1.0, 0.0
        self.reputation, self.voices = 0.5, np.zeros(2)
        self.cash = c.finance.opening_cash
        self.value, self.posted_to_customers = 0, 0
        self.weekly = np.zeros((self.weeks, len(SERIES)))
        opening.enter_market(self.accounts, 0, c.market.accounts, self.glance, self.books.stocks)
        self.visible_accounts = c.market.accounts
        opening.open_with_customers(
            self.accounts,
            self.visible_accounts,
            self.glance,
            record(c.opening),
            self.world,
            self.first[3],
            self.heads[3],
            self.books.stocks,
            self.key,
        )
        self.lead_scale = channel_rules.lead_scale(self.accounts, self.visible_accounts, self.class_weights)

    @property
    def visible_next(self) -> int:
        """How many accounts the market has this week, with the newborn."""
        return int(self._visible[self.week])

    @property
    def elapsed(self) -> float:
        """Share of the running quota period that has passed by the end of this week."""
        return (self.week - self.period_start + 1) / self.company.organisation.quota_weeks

    def open_week(self) -> None:
        """Clean sheets for flows and money of the week; room in the logs, where they are kept."""
        self.books.flows[:] = 0.0
        self.books.money[:] = 0
        self.voices[:] = 0.0
        rate = 1.0 + self.company.finance.discount_rate
        self.books.counts[ledger.DISCOUNT] = round(FIXED_POINT / rate ** (self.week / 52.0))
        if self.detail:
            self.books.make_room(5 * len(self.accounts), 8 * len(self.accounts) + 2 * len(self.members) + 6)

    def close_quota_period(self) -> None:
        """A quota period is over: counting starts again."""
        self.books.credits[:] = 0.0
        self.period_flows[:] = 0.0
        self.period_start = self.week

    def close_week(self) -> None:
        """What the week leaves to the next."""
        self.period_flows += self.books.flows
        _, hours, _, backlog, *_ = self.totals[Department.CUSTOMER_SUCCESS]
        self.load = 1.0 + min(backlog / hours, 2.0) if hours > 0 else 3.0
        self.week += 1

    def run(self) -> Any:
        """Live all weeks of the horizon."""
        while self.week < self.weeks:
            self.step()
        return self
