"""Breaking text into lines, in English and in Japanese."""

from __future__ import annotations

import unicodedata

_NOT_FIRST = "、。，．）」』］％・ー〜〕ぁぃぅぇぉっゃゅょァィゥェォッャュョ"


def wrap(text: str, units: int) -> list[str]:
    """Lines of at most so many units (a Latin letter is one, a Japanese one two).

    Breaks at spaces and between Japanese characters, rather where a clause ends if that is near the end of
    the line.
    """
    lines: list[str] = []
    line: list[str] = []
    for piece in _pieces(text):
        if line and size("".join([*line, piece])) > units and piece[0] not in _NOT_FIRST:
            kept, line = _break(line, units)
            lines.append(kept.strip())
        line.append(piece)
    return [*lines, "".join(line).strip()]


def _break(line: list[str], units: int) -> tuple[str, list[str]]:
    """What stays on the full line, and the pieces that move on."""
    ends = [
        index + 1
        for index, piece in enumerate(line)
        if _ends_clause(piece, line[index + 1 : index + 2]) and size("".join(line[:index])) > units * 0.55
    ]
    end = ends[-1] if ends else len(line)
    return "".join(line[:end]), line[end:]


def _ends_clause(piece: str, following: list[str]) -> bool:
    """Whether a sentence breathes after a piece."""
    return piece[-1] in "、：；,:;" or (bool(following) and following[0].startswith((" (", "（")))


def _wide(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) in "WF"


def size(text: str) -> int:
    """Width in units."""
    return sum(2 if _wide(letter) else 1 for letter in text)


def _pieces(text: str) -> list[str]:
    """What stays together: a Latin word or number with the space before it (and a per cent sign after it),
    an interval in brackets, or one Japanese character.
    """
    found: list[str] = []
    for index, letter in enumerate(text):
        inside = text.rfind("[", 0, index) > text.rfind("]", 0, index)
        new_word = letter == " " and text[index + 1 : index + 2] != "%" and not inside
        if not found or _wide(letter) or new_word or _wide(found[-1][-1]):
            found.append(letter)
        else:
            found[-1] += letter
    return found
