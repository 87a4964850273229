"""What members are paid on now: the company's contracts, with the emphasis that its revenue office lays (M33)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.incentives import worth
from sim.incentives.division import Contracts, emphasised, stakes, stakes_in
from sim.kernels.choose import RANDOM, WAYS
from sim.organisation import trust
from sim.organisation.emphasis import AS_PLANNED
from sim.population.tables import Table
from sim.stages import Department

if TYPE_CHECKING:
    from sim.engine.model import Model


def begin(model: Model) -> None:
    """The first contracts: as planned, and nobody knows yet what periods end with."""
    terms = _terms(model)
    model.sign(terms, np.ones((len(model.members), len(terms))))


def agree(model: Model) -> None:
    """Let contracts be what they are to be now. Terms that stay are remembered, whatever they weigh."""
    terms, felt = _terms(model), model.company.organisation.choice != WAYS[RANDOM]
    model.sign(terms, _remembered(model, terms))
    model.office["stakes"] = stakes(model.agreed)
    model.office["stakes_in_success"] = stakes_in(model.agreed, Department.CUSTOMER_SUCCESS)
    model.office["common_goal"] = trust.common_goals(model.agreed, felt=felt)


def _terms(model: Model) -> Table:
    company = model.company
    model.agreed = _agreed(model)
    return worth.terms(model.agreed, company.headcount, company.organisation)


def _agreed(model: Model) -> Contracts:
    company, leg = model.company, int(model.office["emphasised"][0])
    if leg == AS_PLANNED:
        return company.contracts_of_staff
    share = company.organisation.revenue_office.emphasis.share
    return emphasised(company.contracts_of_staff, company.headcount, leg, share)


def _remembered(model: Model, terms: Table) -> Table:
    """What members take for usual of the terms that stay: (members, terms); of a new term they know nothing yet."""
    columns = zip(_unweighed(model.contracts[1]), model.usual.T, strict=True)
    known = {term.tobytes(): column for term, column in columns}
    found = np.ones((len(model.members), len(terms)))
    for k, term in enumerate(_unweighed(terms)):
        found[:, k] = known.get(term.tobytes(), 1.0)
    return found


def _unweighed(terms: Table) -> Table:
    bare = terms.copy()
    bare["weight"] = 1.0
    return bare
