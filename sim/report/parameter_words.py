"""What parameters mean in Japanese, for the report and the page; their English is that of their declarations.

The Japanese is in ``parameter_words.ja.yaml``: meanings by key as it is declared, units by their English; and in
``source_words.ja.yaml``: sources by their English.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import yaml

from sim.report.prose import Words
from sim.report.words import DEPARTMENTS, LANGUAGES, term
from sim.scenario.nodes import Loader

FILE = Path(__file__).with_suffix(".ja.yaml")
SOURCES = Path(__file__).with_name("source_words.ja.yaml")
_UNITLESS = ("-", "switch")
_NAMED = re.compile(r"(?<=^market\.(channels|contents)\.)[^.]+")
_PLACE = re.compile(r"(?<=\.)\d+(?=\.)")
_DEPARTMENT = re.compile(rf"(?<=\.)({'|'.join(DEPARTMENTS)})(?=\.|$)")


def meaning(key: str, declared: str) -> Words:
    """What a parameter means; Japanese is empty where it is none of the package's own.

    ``key``: of a declaration (``market.channels.<name>.interest``) or of a value (``market.channels.events.interest``).
    """
    own = as_declared(key)
    department = _DEPARTMENT.search(own)
    family = "" if own in meanings() else meanings().get(_DEPARTMENT.sub("<department>", own), "")
    if department is None or not family:
        return {"en": declared, "ja": meanings().get(own, "")}
    names = {lang: term(department[0], lang) for lang in LANGUAGES}
    return {"en": f"{declared} ({names['en']})", "ja": family.format(department=names["ja"])}


def unit(declared: str) -> Words:
    """A declared unit in words; empty where there is none."""
    if declared in _UNITLESS:
        return {"en": "", "ja": ""}
    return {"en": declared, "ja": units().get(declared, declared)}


def source(declared: str) -> Words:
    """Where a number comes from; one that the package does not know stays as it is."""
    return {"en": declared, "ja": sources().get(declared, declared)}


def as_declared(key: str) -> str:
    """The key of a value as its parameter is declared, for all names and places at once."""
    return _PLACE.sub("<index>", _NAMED.sub("<name>", key))


def meanings() -> dict[str, str]:
    """Japanese by key as it is declared; ``<department>`` stands for each of them."""
    return _words()["meanings"]


def units() -> dict[str, str]:
    """Japanese by a unit's English."""
    return _words()["units"]


@cache
def sources() -> dict[str, str]:
    """Japanese by a source's English."""
    found: dict[str, str] = yaml.load(SOURCES.read_text("utf-8"), Loader)
    return found


@cache
def _words() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = yaml.load(FILE.read_text("utf-8"), Loader)
    return found
