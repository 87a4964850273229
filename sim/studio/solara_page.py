"""The model on a page of Mesa's SolaraViz: sliders, reset, play, step, weekly curves and who is in which stage.

In a notebook: ``from sim.studio.solara_page import Page; Page()``. Scenarios are those of the folder ``scenarios``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import solara
from matplotlib.figure import Figure
from mesa.visualization import Slider, SolaraViz, make_plot_component
from mesa.visualization.utils import update_counter

from sim.engine.company import Scenario
from sim.engine.model import Model
from sim.population.mesa_host import mesa
from sim.record.series import PLACE
from sim.record.specifications import SERIES
from sim.report.words import term
from sim.scenario import load, vary
from sim.stages import Stage

FOLDER = Path("scenarios")
WEEKS_A_FRAME = 5  # drawing takes longer than living
CURVES = {"value_cumulative": "#0b5cad", "customers": "#0b5cad", "reputation": "#9a3412"}
SHOWN = [stage for stage in Stage if stage is not Stage.MARKET]  # the market would dwarf the others
PARAMETERS = {
    "policy": {"type": "Select", "value": "siloed", "values": ["siloed", "shared", "both"], "label": "KPIs"},
    "refuse_below": Slider("Refuse below estimated fit", 0.0, 0.0, 0.8, 0.05),
    "training": Slider("Training to say no", 0.0, 0.0, 1.0, 0.05),
    "care": Slider("People in customer success", 10, 1, 20, 1),
    "accounts": Slider("Accounts in the market", 5000, 1000, 20000, 1000),
    "replicate": Slider("Replicate: another luck", 0, 0, 99, 1),
}


class Company(Model):
    """A shipped scenario with a few of its values as arguments, as SolaraViz makes models anew."""

    def __init__(
        self, policy: str = "siloed", refuse_below: float = 0.0, training: float = 0.0, care: int = 10,
        accounts: int = 5000, replicate: int = 0,
    ) -> None:  # fmt: skip
        changes = {
            "policies.unfit_customers.refuse_below": refuse_below,
            "policies.unfit_customers.training": training,
            "departments.customer_success.headcount": care,
            "market.accounts": accounts,
        }
        super().__init__(vary(load(FOLDER / f"{policy}.yaml", Scenario), changes), replicate)
        self.datacollector = mesa.DataCollector({name: _last(name) for name in CURVES})

    def step(self) -> None:
        """Live one week and write it down; at the horizon the page stops, and what it still asks for is nothing."""
        if self.week < self.weeks:
            super().step()
            self.datacollector.collect(self)
        self.running = self.week < self.weeks


def _last(name: str) -> Any:
    """A reporter of a series in the week just lived."""
    return lambda company: float(company.weekly[company.week - 1, PLACE[name]])


@solara.component  # type: ignore[untyped-decorator]  # Solara is untyped, and an extra
def Stages(company: Company) -> None:  # noqa: N802
    """How many accounts are in each stage beyond the market."""
    update_counter.get()
    figure = Figure(layout="constrained")
    axes = figure.subplots()
    counts = [company.books.stocks[stage] for stage in SHOWN]
    axes.barh([term(stage.name.lower(), "en") for stage in SHOWN], counts, color="#0b5cad")
    axes.invert_yaxis()
    axes.set_title(f"Accounts by stage after week {company.week} of {company.weeks}")
    solara.FigureMatplotlib(figure)


def _titled(name: str) -> Any:
    """What is done to the plot of a series: its title with the unit."""

    def title(axes: Any) -> None:
        axes.set_title(f"{SERIES[name].en} ({SERIES[name].unit})")
        axes.get_legend().remove()

    return title


@solara.component  # type: ignore[untyped-decorator]  # Solara is untyped, and an extra
def Page() -> None:  # noqa: N802
    """The page; every visitor has a company of their own."""
    company = solara.use_memo(Company, [])
    plots = [make_plot_component({name: colour}, post_process=_titled(name)) for name, colour in CURVES.items()]
    SolaraViz(
        company, components=[Stages, *plots], model_params=PARAMETERS, render_interval=WEEKS_A_FRAME, name="Tasuki"
    )
