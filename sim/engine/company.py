"""What a company consists of: the scenario, put together from the parameters that every mechanism declares."""

from __future__ import annotations

from typing import Self

from pydantic import model_validator

from sim.departments.customer_success import CustomerSuccess
from sim.departments.field_sales import FieldSales
from sim.departments.handover import Handover
from sim.departments.inside_sales import InsideSales
from sim.departments.marketing import Marketing
from sim.engine.uncertainty import Posterior
from sim.incentives.division import merged
from sim.incentives.expectation import Beliefs
from sim.incentives.pay import Kpi, Motivation
from sim.organisation.automation import Automation
from sim.organisation.belief import Perception
from sim.organisation.criteria import Criteria
from sim.organisation.definitions import Definitions
from sim.organisation.division import DIVISIONS, GENERALISTS
from sim.organisation.feedback import Feedback
from sim.organisation.health import Health
from sim.organisation.helping import Helping
from sim.organisation.learning import Learning, Playbook
from sim.organisation.people import People
from sim.organisation.policies import Policies
from sim.organisation.revenue_office import RevenueOffice
from sim.organisation.roles import Roles
from sim.organisation.shortfall import BLAME, Shortfall
from sim.organisation.state_estimation import StateEstimation
from sim.organisation.steering import Steering
from sim.organisation.strategy import Strategy
from sim.organisation.trust import Trust
from sim.organisation.value_design import ValueDesign
from sim.population.traits import Traits
from sim.scenario import ScenarioBase, Section, parameter, problem
from sim.stages import Department
from sim.world.change import Change
from sim.world.competition import Competition
from sim.world.contacts import BuyingCentre
from sim.world.contracts import Contracts
from sim.world.first_purchase import FirstPurchase
from sim.world.market import Market
from sim.world.nurture import Nurture
from sim.world.opening import Opening
from sim.world.pricing import Pricing
from sim.world.product import Product
from sim.world.prospects import Prospects
from sim.world.referrals import Referrals
from sim.world.research import OwnResearch
from sim.world.shift import Shift
from sim.world.support import Support
from sim.world.talk import Talk
from sim.world.target import SuccessTarget
from sim.world.usage import Usage
from sim.world.value import ValueStack


class Run(Section):
    """How long, how often and with which luck."""

    seed: int = parameter(42, unit="-", low=0, high=2**32 - 1, source="any number", meaning="the seed of all luck")
    replications: int = parameter(
        20,
        unit="replicates",
        low=1,
        high=1_000_000,
        source="convention",
        meaning="how often the same company is lived through with other luck",
    )
    years: float = parameter(
        5.0,
        unit="years",
        low=0.25,
        high=40,
        source="mission: five years",
        meaning="how long is simulated; a year has 52 weeks",
    )
    detailed: int = parameter(
        1,
        unit="replicates",
        low=0,
        high=1000,
        source="convention",
        meaning="replicates of which every move, amount and customer is kept; any other can be run again",
    )
    checks: bool = parameter(
        False,
        unit="switch",
        source="convention",
        meaning="whether every week asserts that stocks equal flows and money adds up",
    )

    @property
    def weeks(self) -> int:
        """The horizon in whole weeks."""
        return round(self.years * 52)


class Finance(Section):
    """Money of the organisation as a whole (M38)."""

    discount_rate: float = parameter(
        0.10, unit="per year", low=0, high=1, source="assumption", meaning="what a dollar a year later is worth less"
    )
    overhead: float = parameter(
        1_200_000.0,
        unit="USD per year",
        low=0,
        high=1e9,  # what the ledger's discounted sums hold even over fifty years
        source="assumption",
        meaning="fixed cost beside the four departments",
    )
    opening_cash: float = parameter(
        3_000_000.0, unit="USD", low=-1e10, high=1e10, source="assumption", meaning="cash at the start"
    )
    mail_cost: float = parameter(
        0.15,
        unit="USD per contact and week",
        low=0,
        high=1000,
        source="assumption",
        meaning="mail to contacts that are nurtured",
    )
    steering: Steering = Steering()


class Departments(Section):
    """The four departments of the relay."""

    marketing: Marketing = Marketing()
    inside_sales: InsideSales = InsideSales()
    field_sales: FieldSales = FieldSales()
    customer_success: CustomerSuccess = CustomerSuccess()


class Organisation(Motivation):
    """How people choose, perceive, believe, hand over, come and go."""

    division: str = parameter(
        DIVISIONS[0],
        unit="-",
        choices=DIVISIONS,
        source="the notes: division of labour, and its price",
        meaning="specialised departments that hand over, or generalists who keep a customer all the way (M23)",
    )
    people: People = People()
    learning: Learning = Learning()
    playbook: Playbook = Playbook()
    helping: Helping = Helping()
    shortfall: Shortfall = Shortfall()
    perception: Perception = Perception()
    beliefs: Beliefs = Beliefs()
    handover: Handover = Handover()
    value_design: ValueDesign = ValueDesign()
    state_estimation: StateEstimation = StateEstimation()
    automation: Automation = Automation()
    health: Health = Health()
    roles: Roles = Roles()
    trust: Trust = Trust()
    feedback: Feedback = Feedback()
    revenue_office: RevenueOffice = RevenueOffice()
    definitions: Definitions = Definitions()
    criteria: Criteria = Criteria()
    strategy: Strategy = Strategy()

    @model_validator(mode="after")
    def _trust_to_lose(self) -> Self:
        if self.shortfall.answer == BLAME and not self.trust.enabled:
            raise problem(
                ("shortfall.answer", "trust.enabled"),
                "blame costs trust between departments, and here trust stands still",
                "set trust.enabled to true, or shortfall.answer to own_process",
            )
        return self

    @model_validator(mode="after")
    def _departments_to_look_at(self) -> Self:
        if self.revenue_office.enabled and self.division == DIVISIONS[GENERALISTS]:
            raise problem(
                ("division", "revenue_office.enabled"),
                "a revenue office moves and hires people between departments, and generalists have none",
                "set division to specialists, or revenue_office.enabled to false",
            )
        return self


class Reporting(Section):
    """Marks that only reports use; no rule of the model sees them."""

    unfit_below: float = parameter(
        0.35,
        unit="fit",
        low=0,
        high=1,
        source="assumption",
        meaning="true fit below which reports call a customer unfit",
    )


class Scenario(ScenarioBase):
    """A whole company, its market and how it is run."""

    run: Run = Run()
    market: Market = Market()
    customers: Traits = Traits()
    prospects: Prospects = Prospects()
    usage: Usage = Usage()
    support: Support = Support()
    change: Change = Change()
    product: Product = Product()
    contracts: Contracts = Contracts()
    first_purchase: FirstPurchase = FirstPurchase()
    pricing: Pricing = Pricing()
    talk: Talk = Talk()
    competition: Competition = Competition()
    value_stack: ValueStack = ValueStack()
    buying_centre: BuyingCentre = BuyingCentre()
    own_research: OwnResearch = OwnResearch()
    success_target: SuccessTarget = SuccessTarget()
    market_shift: Shift = Shift()
    nurture: Nurture = Nurture()
    referrals: Referrals = Referrals()
    opening: Opening = Opening()
    departments: Departments = Departments()
    policies: Policies = Policies()
    organisation: Organisation = Organisation()
    finance: Finance = Finance()
    reporting: Reporting = Reporting()
    posterior: Posterior = Posterior()

    @model_validator(mode="after")
    def _contents_to_show(self) -> Self:
        contents = self.market.contents
        for name, channel in self.market.channels.items():
            if channel.content and channel.content not in contents:
                declare = f"declare {channel.content} under market.contents"
                remedy = f"give one of {', '.join(contents)}, or {declare}" if contents else declare
                raise problem(f"market.channels.{name}.content", "is not one of the contents", remedy)
        return self

    @property
    def headcount(self) -> dict[Department, int]:
        """People by department, in the order of the relay."""
        return {d: getattr(self.departments, d.name.lower()).headcount for d in Department}

    @property
    def contracts_of_staff(self) -> dict[Department, tuple[Kpi, ...]]:
        """Every department's KPI contract, with the right-customer rate where a policy adds it (M30)."""
        extra = self.policies.unfit_customers.metric_weight
        right = Kpi(metric="right_customer_rate", weight=extra, target=0.7, volume=6.0)
        found = {d: getattr(self.departments, d.name.lower()).kpis for d in Department}
        if extra > 0:
            found = {d: kpis if d == Department.CUSTOMER_SUCCESS else (*kpis, right) for d, kpis in found.items()}
        return merged(found, self.headcount) if self.organisation.division == DIVISIONS[GENERALISTS] else found
