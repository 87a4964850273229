"""A font with Japanese glyphs: that of the optional extra, or one that is installed."""

from __future__ import annotations

import logging
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from matplotlib import font_manager

LATIN = "DejaVu Sans"  # comes with matplotlib
_INSTALLED = (
    "notosanscjk-regular",
    "notosansjp",
    "notosanscjkjp-regular",
    "ipaexg",
    "ipag",
    "takaogothic",
    "vl-gothic-regular",
    "bizudgothic",
    "hiragino sans gb",
    "ヒラギノ角ゴシック w3",
    "yugothr",
    "yugothm",
    "meiryo",
    "msgothic",
)


@cache
def japanese() -> str | None:
    """The family name of a Japanese font, registered with matplotlib; None (and one message) if there is
    none.
    """
    file = _of_the_extra() or _installed()
    if file is None:
        logging.getLogger(__name__).warning(
            "No Japanese font found, so figures are labelled in English: pip install 'tasuki[japanese]'"
        )
        return None
    font_manager.fontManager.addfont(file)
    return font_manager.get_font(file).family_name


def language(wanted: str) -> str:
    """The language a figure can be labelled in: the wanted one, or English without a font for it."""
    return wanted if wanted != "ja" or japanese() else "en"


def families(lang: str) -> list[str]:
    """The families to look glyphs up in, all of them present."""
    chosen = japanese() if lang == "ja" else None
    return [LATIN, chosen] if chosen else [LATIN]


def _of_the_extra() -> str | None:
    """The file in matplotlib-fontja, found without importing it: its import changes matplotlib's settings."""
    spec = find_spec("matplotlib_fontja")
    folders = spec.submodule_search_locations if spec else None
    found = [file for folder in folders or () for file in sorted(Path(folder).rglob("*.ttf"))]
    return str(found[0]) if found else None


def _installed() -> str | None:
    files = {Path(file).stem.casefold(): file for file in sorted(font_manager.findSystemFonts())}
    return next((str(files[stem]) for stem in _INSTALLED if stem in files), None)
