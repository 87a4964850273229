"""Verdicts on disk: one JSON file a claim beneath ``results/claims``, the latest judgement of it, and one a pattern
beneath ``results/patterns``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sim.errors import StoreError
from sim.store.identity import code_digest, own_version
from sim.store.runs import SCHEMA, reading, replace_text, writing

FOLDER = "claims"
PATTERNS = "patterns"
_COMMANDS = {FOLDER: "tasuki claims", PATTERNS: "tasuki validate --patterns"}


def write(root: Path, records: Sequence[Mapping[str, Any]], overrides: Sequence[str] = (), kind: str = FOLDER) -> None:
    """Write what ``--json`` prints of each claim, or pattern, with what it was computed by.

    ``kind``: the folder. ``overrides`` are the settings laid over the claims' own. Raises StoreError where a file
    cannot be written.
    """
    folder = root / kind
    facts = {"schema": SCHEMA, "tasuki": own_version(), "code": code_digest(), "overrides": list(overrides)}
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        for record in records:
            text = json.dumps({**record, **facts}, ensure_ascii=False, allow_nan=False, indent=1)
            replace_text(folder / f"{record['id']}.json", f"{text}\n")


def read(root: Path, kind: str = FOLDER) -> list[dict[str, Any]]:
    """All stored verdicts, placebos last. Raises StoreError where there are none, or one cannot be read."""
    paths = sorted((root / kind).glob("*.json"), key=lambda path: (path.stem.startswith("P-"), path.stem))
    if not paths:
        raise StoreError(f"{root / kind} has no verdicts", remedy=f"run `{_COMMANDS[kind]}` first")
    return [_record(path, _COMMANDS[kind]) for path in paths]


def _record(path: Path, command: str) -> dict[str, Any]:
    with reading(path):
        record = dict(json.loads(path.read_text(encoding="utf-8")))
    if record.get("schema") != SCHEMA:
        raise StoreError(f"{path} has another schema than {SCHEMA}", remedy=f"run `{command}` again")
    return record
