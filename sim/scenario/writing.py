"""Write Sections as YAML that reads back exactly, with comments if asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, get_origin

from sim.scenario.nodes import REPLACE, scalar
from sim.scenario.parameter import Section, contained_section

# Texts that every reader of YAML, of version 1.1 or 1.2, takes for the same text without quotes.
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_./()-]*( [A-Za-z0-9_./()-]+)*")
_WORDS_OF_YAML_1_1 = {"y", "n", "yes", "no", "on", "off", "true", "false", "null"}

Comment = Callable[[type[Section], str], str]


def scalar_text(value: Any) -> str:
    """Write one value so that `nodes.scalar`, or YAML's rule for quoted text, gives it back."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        mantissa, e, exponent = repr(value).partition("e")
        dot = "" if "." in mantissa else ".0"  # readers of YAML 1.1 take 1e-07 for a text
        return f"{mantissa}{dot}{e}{exponent}"
    if not isinstance(value, str):
        return repr(value)
    if _PLAIN.fullmatch(value) and value.lower() not in _WORDS_OF_YAML_1_1 and scalar(value) == value:
        return value
    return '"' + "".join(map(_escaped, value)) + '"'


def _escaped(letter: str) -> str:
    if letter in '"\\':
        return "\\" + letter
    if letter.isprintable():
        return letter
    return f"\\U{ord(letter):08x}" if ord(letter) > 0xFFFF else f"\\u{ord(letter):04x}"


def flow(value: Any) -> str:
    """Write a value on one line: a scalar, [1, 2] or {a: 1}."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{scalar_text(key)}: {flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, tuple):
        return "[" + ", ".join(map(flow, value)) + "]"
    return scalar_text(value)


class Writer:
    """Collects the lines of one YAML document.

    comment(section, field name) is the comment of a value, and comment(section, "") of a whole Section.
    """

    def __init__(self, comment: Comment | None = None) -> None:
        self.comment = comment
        self.lines: list[str] = []

    def text(self) -> str:
        """The whole document."""
        return "\n".join(self.lines) + "\n"

    def section(self, values: Section, defaults: Section | None, indent: str = "") -> None:
        """Write all fields of a Section. defaults: what a reader takes for a field it does not find."""
        schema = type(values)
        for name, field in schema.model_fields.items():
            value, default = getattr(values, name), getattr(defaults, name, None)
            inner = contained_section(field.annotation)
            if inner is None or not value:
                self.line(f"{indent}{name}: {_tag(value, default)}{flow(value)}", schema, name)
            elif get_origin(field.annotation) is None:
                self.line(f"{indent}{name}:", inner, "")
                self.section(value, default, indent + "  ")
            elif isinstance(value, Mapping):
                self.line(f"{indent}{name}: {_tag(value, default)}".rstrip(), schema, name)
                self.named(value, default or {}, indent + "  ")
            else:
                self.line(f"{indent}{name}:", schema, name)
                self.listed(value, indent + "  ")

    def named(self, entries: Mapping[str, Section], defaults: Mapping[str, Section], indent: str) -> None:
        """Write the entries of a named mapping of Sections."""
        for name, entry in entries.items():
            self.lines.append(f"{indent}{scalar_text(name)}:")
            self.section(entry, defaults.get(name), indent + "  ")

    def listed(self, entries: tuple[Section, ...], indent: str) -> None:
        """Write a list of Sections."""
        for entry in entries:
            first = len(self.lines)
            self.section(entry, None, indent + "  ")
            self.lines[first] = f"{indent}- {self.lines[first].lstrip()}"

    def line(self, written: str, schema: type[Section], name: str) -> None:
        """Write one line and its comment, with an empty line before each top-level section."""
        if self.lines and written.endswith(":") and not written.startswith(" "):
            self.lines.append("")
        comment = self.comment(schema, name) if self.comment else ""
        self.lines.append(f"{written}  # {comment}" if comment else written)


def _tag(value: Any, default: Any) -> str:
    """Mark named entries to which a reader would add default ones, or give another order."""
    if not isinstance(value, Mapping) or not isinstance(default, Mapping):
        return ""
    joined = [*default, *(name for name in value if name not in default)]
    return "" if joined == list(value) else f"{REPLACE} "
