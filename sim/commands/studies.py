"""Commands that experiment with many companies: sweep."""

from __future__ import annotations

from typing import Annotated

import typer

Source = Annotated[str, typer.Argument(help="Experiment file, scenario file, or the name of one in scenarios/.")]
Vary = Annotated[
    list[str] | None,
    typer.Option(
        metavar="KEY=...",
        help="Vary a parameter: KEY=LOW:HIGH, KEY=LOW:HIGH:log, KEY=A,B,C, KEY=declared or KEY=around; repeatable.",
    ),
]
Metric = Annotated[str | None, typer.Option(help="The metric to look at [default: total_value].")]
