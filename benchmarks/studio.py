"""How long the studio takes from a moved control to the changed curve: ``python benchmarks/studio.py``, in Chromium.

The clock runs in the page, from the move of a slider to the first frame with another curve of company B. Every value of
the slider is new, so that each answer is simulated; the pauses between moves are those of somebody who looks, and in
the longer ones bands fill in, which the next move interrupts. Then the slider is dragged: a move every other frame,
again all of them new. That tells how often a second the curve is drawn meanwhile, and how long the answer to the last
move takes after it. Beside the time it counts what the page loads. Watch then plays two companies side by side, and
tells how many frames a second it paints.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

SIZES = (5_000, 20_000, 100_000)
MOVES = 96  # enough for a 95th percentile
DRAG_SECONDS = 4
RATES = 20  # readings of the frames a second, one each half second
_SLIDER = "control-organisation.handover.trust"
_MOVE = """async ([id, moves]) => {
  const input = document.getElementById(id);
  const curve = () => document.querySelector('#chart-value .line.b').getAttribute('d');
  const frame = () => new Promise(requestAnimationFrame);
  const took = [];
  input.step = 'any';
  for (let move = 1; move <= moves; move += 1) {
    const before = curve();
    const start = performance.now();
    input.value = 0.9 * (move * 35 % (moves + 1)) / moves;
    input.dispatchEvent(new Event('input', {bubbles: true}));
    while (curve() === before) await frame();
    await frame();
    took.push(performance.now() - start);
    await new Promise((resolve) => setTimeout(resolve, 100 + 100 * (move % 8)));
  }
  return took;
}"""

_DRAG = """async ([id, seconds]) => {
  const input = document.getElementById(id);
  const view = document.getElementById('view');
  const curve = () => document.querySelector('#chart-value .line.b').getAttribute('d');
  const frame = () => new Promise(requestAnimationFrame);
  const redraws = [];
  let shown = curve();
  let moves = 0;
  const start = performance.now();
  for (let at = start; at - start < 1000 * seconds; at = performance.now()) {
    input.value = 0.1 + 0.5 * (at - start) / (1000 * seconds);
    input.dispatchEvent(new Event('input', {bubbles: true}));
    moves += 1;
    await frame();
    await frame();
    if (curve() !== shown) redraws.push(performance.now());
    shown = curve();
  }
  const release = performance.now();
  while (view.dataset.replications === '0') await frame();
  await frame();
  return {moves, redraws_per_second: redraws.length / seconds, release_ms: performance.now() - release};
}"""


@contextmanager
def _studio() -> Iterator[str]:
    """The address of a running studio."""
    command = [sys.executable, "-c", "from sim.cli import main; main()", "studio", "--no-browser", "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        try:
            yield next(found[0] for line in server.stderr if (found := re.search(r"http://\S+", line)))
        finally:
            server.terminate()


def _measure(page: Any, address: str, accounts: int) -> dict[str, Any]:
    arms = "&".join(f"{arm}.market.accounts={accounts}" for arm in "ab")
    page.goto(f"{address}#explore?lang=en&a=siloed&b=shared&{arms}")
    page.reload()  # another fragment alone does not load the page anew
    page.wait_for_selector('[data-replications="20"]')
    took = page.evaluate(_MOVE, [_SLIDER, MOVES])
    drag = page.evaluate(_DRAG, [_SLIDER, DRAG_SECONDS])
    fetched = "performance.getEntriesByType('resource').reduce((sum, one) => sum + one.transferSize, 0)"
    return {
        "accounts": accounts,
        "moves": MOVES,
        "median_ms": round(statistics.median(took)),
        "p95_ms": round(statistics.quantiles(took, n=20)[-1]),
        "drag_moves": drag["moves"],
        "drag_redraws_per_second": round(drag["redraws_per_second"], 1),
        "drag_release_ms": round(drag["release_ms"]),
        "load_average": round(os.getloadavg()[0], 1),
        "loaded_bytes": page.evaluate(fetched),
    }


def _watch(page: Any, address: str) -> dict[str, Any]:
    """Frames a second while both companies of the base market are played; a dot is a customer."""
    page.goto(f"{address}#watch?lang=en&a=siloed&b=shared")
    page.reload()
    page.click(".watch-play")
    page.wait_for_selector("[data-rate]")
    rates = []
    for _ in range(RATES):
        page.wait_for_timeout(500)
        rates.append(float(page.get_attribute("[data-rate]", "data-rate")))
    return {"frames_per_second": statistics.median(rates), "lowest": min(rates)}


def main() -> None:
    """Print one JSON line for each size of the market, and one for Watch."""
    from playwright.sync_api import sync_playwright

    with _studio() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"))
        page = browser.new_page(viewport={"width": 1280, "height": 720})
        page.set_default_timeout(300_000)
        for accounts in SIZES:
            print(json.dumps(_measure(page, address, accounts)), flush=True)
        print(json.dumps(_watch(page, address)), flush=True)
        browser.close()


if __name__ == "__main__":
    main()
