"""A new scenario: a file that extends the base, with the commonest changes as comments to uncomment."""

from __future__ import annotations

import re
from pathlib import Path

from sim.errors import ScenarioError, StoreError

SCENARIOS = Path("scenarios")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_STARTER = """\
# {name}: only the differences from the base.
# `tasuki check {path}` lists them, `tasuki schema --table` all parameters.
extends: base.yaml
name: {name}
title: {{en: {name}, ja: {name}}}
description:
  en: what differs from the base, and what you expect of it
  ja: 標準との違いと、その結果の予想

# Take away the '#' before what you want to change.

# run:
#   seed: 1                # one seed, one luck: compared scenarios meet the same customers
#   replications: 20

# market:
#   accounts: 20000        # companies that could ever buy

# departments:
#   field_sales:
#     headcount: 12

# policies:
#   qualification:         # estimated fit below which a customer is not passed on
#     marketing_to_inside_sales: 0.0
#     inside_sales_to_field_sales: 0.0
#   unfit_customers:
#     refuse_below: 0.0    # estimated fit below which field sales refuses to sell
"""


def write(name: str, folder: Path = SCENARIOS) -> Path:
    """Write ``folder/name.yaml`` and return its path.

    Raises ScenarioError for a name that is no plain word, a file that is there already or a folder without a
    base, and StoreError where it cannot be written.
    """
    path = folder / f"{name}.yaml"
    if not _NAME.fullmatch(name):
        raise ScenarioError("cannot name a scenario", value=name, remedy="use letters, digits, _ and -")
    if not (folder / "base.yaml").is_file():
        raise ScenarioError("does not exist", file=str(folder / "base.yaml"), remedy="run from the project's folder")
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(_STARTER.format(name=name, path=path))
    except FileExistsError:
        raise ScenarioError("exists already", file=str(path), remedy="choose another name") from None
    except OSError as error:
        raise StoreError(f"cannot write {path}: {error.strerror}", remedy="check the folder's permissions") from error
    return path
