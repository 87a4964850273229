"""Verdicts on disk: one JSON file a claim beneath ``results/claims``, the latest judgement of it, and one a pattern
beneath ``results/patterns``; beside them a folder for each judging, with the manifest by which it can be gone on with.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sim.errors import StoreError
from sim.store.files import reading, replace_text, writing
from sim.store.identity import ID_LENGTH, code_digest, own_version, versions
from sim.store.runs import SCHEMA, Manifest

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


def manifest(kind: str, order: Mapping[str, Any], fingerprints: Sequence[str], lang: str) -> Manifest:
    """The manifest of judging: ``order`` says what was asked for, ``fingerprints`` of what claims and scenarios."""
    facts = [code_digest(), kind, dict(order), list(fingerprints)]
    return {
        "run": hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:ID_LENGTH],
        "kind": kind,
        "tasuki": own_version(),
        "code": code_digest(),
        "order": {**order, "lang": lang},
        "versions": versions(),
        "failures": [],
    }


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
