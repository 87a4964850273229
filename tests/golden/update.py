"""``make golden``: freeze the summary anew after a meant change of output, and say so in CHANGELOG.md."""

from __future__ import annotations

from tests.golden.summary import FILE, PROJECT, frozen, summary, write


def changed() -> list[str]:
    """Arms whose frozen numbers are not those of the code as it is now."""
    if not FILE.exists():
        return ["everything: nothing was frozen yet"]
    now, then = summary()["arms"], frozen()["arms"]
    return [arm for arm in now if now[arm] != then.get(arm)]


if __name__ == "__main__":
    arms = changed()
    write()
    what = f"changed: {', '.join(arms)}; flag it in CHANGELOG.md" if arms else "the numbers are as before"
    print(f"{FILE.relative_to(PROJECT)} {what}")
