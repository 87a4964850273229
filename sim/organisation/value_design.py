"""Value design: which layers of value each department speaks of (M07)."""

from __future__ import annotations

from typing import Self

import numpy as np
from numpy.typing import NDArray
from pydantic import model_validator

from sim.scenario import Section, parameter, problem
from sim.stages import Department, Journey


class Layers(Section):
    """Shares of a department's talk given to each layer of value; what is missing to one is talk without value."""

    awareness: float = parameter(
        0.0, unit="share", low=0, high=1, source="assumption", meaning="what it is, and that it helps: explicit need"
    )
    interest: float = parameter(
        0.0, unit="share", low=0, high=1, source="assumption", meaning="which plain problem it solves: explicit need"
    )
    consideration: float = parameter(
        0.0, unit="share", low=0, high=1, source="assumption", meaning="why this one, for this firm: explicit need"
    )
    purchase: float = parameter(
        0.0, unit="share", low=0, high=1, source="assumption", meaning="what is behind the problem: latent need"
    )
    use: float = parameter(
        0.0, unit="share", low=0, high=1, source="assumption", meaning="what changes through using it: latent need"
    )
    effective_use: float = parameter(
        0.0, unit="share", low=0, high=1, source="assumption", meaning="what else it is good for: latent need"
    )

    @model_validator(mode="after")
    def _at_most_all_talk(self) -> Self:
        total = sum(self.shares)
        if total > 1.0 + 1e-9:
            raise problem(
                list(type(self).model_fields),
                f"the shares of a department's talk sum to {total:g}, more than 1",
                "lower one of them",
            )
        return self

    @property
    def shares(self) -> tuple[float, ...]:
        """The six shares, in the order of the journey."""
        return tuple(getattr(self, state.name.lower()) for state in Journey)


class ValueDesign(Section):
    """Who speaks of what: a row for each department, a column for each layer."""

    marketing: Layers = Layers(awareness=0.75, interest=0.25)
    inside_sales: Layers = Layers(interest=0.5, consideration=0.5)
    field_sales: Layers = Layers(consideration=0.5, purchase=0.5)
    customer_success: Layers = Layers(purchase=0.25, use=0.5, effective_use=0.25)

    @property
    def matrix(self) -> NDArray[np.float64]:
        """Shares of talk: (departments, layers)."""
        return np.array([getattr(self, d.name.lower()).shares for d in Department])
