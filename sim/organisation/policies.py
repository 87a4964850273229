"""Policies: what a member may do, must do, or is trained to do (M29, M30). They gate choices and touch nothing else."""

from __future__ import annotations

from sim.compiled import kernel
from sim.organisation.care import Care
from sim.organisation.mailing import Mailing, ReferralProgramme, Targeting
from sim.organisation.scoring import Scoring
from sim.organisation.sorting import Sorting
from sim.scenario import Section, parameter


class Qualification(Section):
    """Strictness at each hand-over: estimated fit below which an account is not passed on (M29)."""

    marketing_to_inside_sales: float = parameter(
        0.0, unit="estimated fit", low=0, high=1, source="assumption", meaning="marketing passes no lead below it"
    )
    inside_sales_to_field_sales: float = parameter(
        0.0, unit="estimated fit", low=0, high=1, source="assumption", meaning="inside sales books no meeting below it"
    )
    field_sales_to_customer_success: float = parameter(
        0.0, unit="estimated fit", low=0, high=1, source="assumption", meaning="field sales closes no contract below it"
    )
    compliance: float = parameter(
        0.9,
        unit="chance",
        low=0,
        high=1,
        source="assumption: criteria are objective, others see them",
        meaning="chance that the rule is kept by somebody who is not under pressure",
    )


class UnfitCustomers(Section):
    """Do not sell to customers we cannot make successful: three instruments, apart or together (M30)."""

    refuse_below: float = parameter(
        0.0,
        unit="estimated fit",
        low=0,
        high=1,
        source="assumption",
        meaning="segmentation: nobody spends time on an account estimated below it; 0 is no rule",
    )
    segmentation: float = parameter(
        4.0,
        unit="units of information",
        low=0,
        high=100,
        source="assumption",
        meaning="what the segmentation behind the rule shows about every account; 0 is a rule without a segmentation",
    )
    segmentation_cost: float = parameter(
        10_000.0,
        unit="USD per year and unit of information",
        low=0,
        high=1e7,
        source="assumption: half an analyst's year for four units",
        meaning="what keeping the segmentation up to date costs, while the rule is in force",
    )
    training: float = parameter(
        0.0,
        unit="0–1",
        low=0,
        high=1,
        source="assumption",
        meaning="how well members are trained to say no under pressure",
    )
    training_hours: float = parameter(
        0.5,
        unit="hours per week",
        low=0,
        high=20,
        source="assumption",
        meaning="what full training takes of every seller's week",
    )
    metric_weight: float = parameter(
        0.0,
        unit="share of variable pay",
        low=0,
        high=10,
        source="assumption",
        meaning="weight of the right-customer rate, added to every sales contract",
    )
    untrained_compliance: float = parameter(
        0.6,
        unit="chance",
        low=0,
        high=1,
        source="assumption",
        meaning="chance that an untrained member keeps to the segmentation",
    )
    pressure_effect: float = parameter(
        0.5,
        unit="chance",
        low=0,
        high=1,
        source="assumption",
        meaning="how much of that chance full pressure takes from an untrained member",
    )


class Policies(Section):
    """All policies."""

    qualification: Qualification = Qualification()
    unfit_customers: UnfitCustomers = UnfitCustomers()
    care: Care = Care()
    mailing: Mailing = Mailing()
    referral_programme: ReferralProgramme = ReferralProgramme()
    targeting: Targeting = Targeting()
    scoring: Scoring = Scoring()
    sorting: Sorting = Sorting()


def segmentation(p: UnfitCustomers) -> float:
    """Units of information that everybody has about every account: only a rule makes anybody look at them."""
    return p.segmentation if p.refuse_below > 0 else 0.0


@kernel
def forbidden(estimate, strictness, pressure, u, p):
    """Whether a member keeps from working on an account because a rule says so; ``u`` is the draw of keeping it."""
    rule = p.qualification
    if estimate < strictness and u < rule.compliance * (1.0 - p.unfit_customers.pressure_effect * pressure):
        return True
    unfit = p.unfit_customers
    keeps = unfit.untrained_compliance - unfit.pressure_effect * pressure
    keeps += (1.0 - keeps) * unfit.training
    return estimate < unfit.refuse_below and u < keeps
