"""A project folder with a few patterns of fake companies, whose metrics are 100 + luck + lift."""

from __future__ import annotations

from pathlib import Path

HEAD = """\
id: {name}
title: {{en: Title of {name}, ja: "{name}の題"}}
pattern: {{en: A lift lifts., ja: 上乗せは上げる。}}
source: "a test"
base: ../plain.yaml
"""
ARMS = """\
arms:
  plain: {}
  lifted: {extends: ../lifted.yaml}
"""
P01 = f"""{ARMS}rows:
  - {{metric: total_value, kind: difference, arm: lifted, against: plain, band: [1.9, 2.1]}}
  - {{metric: total_value, arm: plain}}
note: {{en: A note., ja: 注。}}
replications: 5
"""
P02 = f"""{ARMS}rows:
  - {{name: {{en: a lift, ja: 上乗せ}}, metric: total_value, kind: difference, arm: lifted, against: plain, band: "-"}}
replications: 6
"""
P03 = "elsewhere: {en: In another place., ja: 別の場所で。}\n"


def write(folder: Path) -> None:
    """P01 is inside, P02 outside, P03 measured elsewhere."""
    patterns = folder / "scenarios" / "patterns"
    patterns.mkdir(parents=True)
    (patterns.parent / "plain.yaml").write_text("market: {seconds: 0.0}\n")
    (patterns.parent / "lifted.yaml").write_text("extends: plain.yaml\nmarket: {lift: 2.0}\n")
    for name, rest in {"P01": P01, "P02": P02, "P03": P03}.items():
        (patterns / f"{name}.yaml").write_text(HEAD.format(name=name) + rest)
