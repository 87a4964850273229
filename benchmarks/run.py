"""All benchmarks with one command: ``python benchmarks/run.py [--only NAME]... [--full] [--json]``."""

from __future__ import annotations

import argparse
import json
import platform
import sys
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.measure import Measurement, print_table

Benchmark = Callable[[bool], Iterator[Measurement]]

BENCHMARKS = {
    "twins": "benchmarks.twins:twins",
    "base": "benchmarks.engine:base",
    "everything": "benchmarks.engine:everything",
    "million": "benchmarks.engine:million",
    "linearity": "benchmarks.engine:linearity",
    "help": "benchmarks.command:help_text",
    "replicates": "benchmarks.command:replicates",
    "compare": "benchmarks.command:compare",
    "layer": "benchmarks.experiments:layer",
    "cluster": "benchmarks.cluster:handing_out",
    "screening": "benchmarks.experiments:screening",
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure what was asked for and print it."""
    parser = argparse.ArgumentParser(description="Measure Tasuki: median and range of warm repetitions.")
    parser.add_argument("--only", action="append", choices=list(BENCHMARKS), help="leave out all others")
    parser.add_argument("--full", action="store_true", help="also those of minutes: replicates, compare, screening")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args(arguments)
    rows = measure(options.only or list(BENCHMARKS), options.full)
    if options.json:
        print(json.dumps({**machine(), "measurements": [row.as_dict() for row in rows]}, indent=2))
    else:
        print("  ".join(machine().values()))
        print_table(rows)


def measure(names: Sequence[str], full: bool) -> Iterator[Measurement]:
    """The measurements of the named benchmarks, one after the other."""
    for name in names:
        module, function = BENCHMARKS[name].split(":")
        benchmark: Benchmark = getattr(import_module(module), function)
        yield from benchmark(full)


def machine() -> dict[str, str]:
    """What the numbers depend on."""
    numba, mesa = import_module("numba"), import_module("mesa")
    return {
        "processor": _processor(),
        "python": f"Python {platform.python_version()}",
        "numba": f"Numba {numba.__version__}",
        "mesa": f"Mesa {mesa.__version__}",
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return f"{names[0]}, {len(names)} cores" if names else platform.machine()


if __name__ == "__main__":
    main()
