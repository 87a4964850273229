"""Opens the model in Mesa's own SolaraViz, for those who know Mesa: ``python -m sim.studio.solara``.

It needs the extra: ``pip install 'tasuki[solara]'``. The page itself is `sim.studio.solara_page`.
"""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec

PAGE = "sim.studio.solara_page"
PORT = 8766


def main() -> None:
    """Serve the page on this machine until Ctrl-C; arguments are handed to ``solara run`` (``--port 9000``)."""
    if find_spec("solara") is None:
        print("error: Solara is not installed\n  pip install 'tasuki[solara]'", file=sys.stderr)
        raise SystemExit(2)
    os.environ.setdefault("SOLARA_TELEMETRY_MIXPANEL_ENABLE", "False")  # nothing leaves this machine
    from solara.__main__ import cli

    here = ["--host", "127.0.0.1", "--port", str(PORT), "--production", "--no-open", "--no-check-version"]
    cli(["run", PAGE, *here, *sys.argv[1:]])


if __name__ == "__main__":
    main()
