"""Time and peak memory of one replicate of a million accounts, for a process of its own: prints one JSON object, bytes.

``bare`` is the peak before anything of the project is imported, ``warm`` after a run of 1,000 accounts,
``peak`` after the run that is measured. With the word ``everything``, all mechanisms are on.
"""

from __future__ import annotations

import json
import resource
import sys
import time


def peak_bytes() -> int:
    """Highest resident memory of this process so far.

    ``ru_maxrss`` would do, but Linux lets it start at the peak of the process that forked this one.
    """
    try:
        with open("/proc/self/status", encoding="ascii") as status:
            line = next(line for line in status if line.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024
    except FileNotFoundError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # macOS, where it is in bytes


def main() -> None:
    """Measure a replicate of a company fifty times the base, which has a million accounts."""
    measured: dict[str, float] = {"bare": peak_bytes()}
    from benchmarks.engine import base_scenario, grown, with_everything
    from sim.experiments.replicate import simulate

    simulate(base_scenario(1_000), 0)
    measured["warm"] = peak_bytes()
    scenario = with_everything(grown(50)) if "everything" in sys.argv else grown(50)
    start = time.perf_counter()
    simulate(scenario, 0)
    measured |= {"seconds": time.perf_counter() - start, "peak": peak_bytes()}
    print(json.dumps(measured))


if __name__ == "__main__":
    main()
