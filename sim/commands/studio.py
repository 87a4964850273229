"""The command that opens the studio."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.commands.shared import command


@command
def studio(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port on this machine; 0 takes a free one.")] = 8765,
    scenarios: Annotated[Path, typer.Option(help="Folder of the scenarios that the page offers.")] = Path("scenarios"),
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the page in the browser.")] = True,
    workshop: Annotated[bool, typer.Option("--workshop", help="Open a workshop, which teams join by a code.")] = False,
    host: Annotated[
        str, typer.Option(help="Address to listen on. Any but loopback needs --workshop; 0.0.0.0 is all of them.")
    ] = "127.0.0.1",
) -> None:
    """Open the studio: a page on this machine where a company's incentives are moved."""
    from sim.studio.launch import serve
    from sim.terminal.progress import TerminalWatcher

    watcher = TerminalWatcher()
    try:
        serve(scenarios, port, watcher, browser=browser, host=host, workshop=workshop)
    finally:
        watcher.close()
