"""A project folder with a few claims about fake companies."""

BASE = """\
id: {name}
group: {group}
title: {{en: Lift of {name}, ja: "{name}の上乗せ"}}
seed_source: ["002"]
claim: {{en: A lift lifts., ja: 上乗せは上げる。}}
base: ../plain.yaml
arms:
  plain: {{set: {{{set}}}}}
  lifted: {{extends: ../lifted.yaml, set: {{{set}}}}}
checks:
  - {{metric: total_value, arm: lifted, against: plain, expect: "{expect}"}}
  - {{name: share, metric: churn_12m, arm: lifted, against: plain, expect: "{expect}"}}
look_at: {{en: Look at the lift., ja: 上乗せを見る。}}
note: {{en: A note., ja: 注。}}
replications: {{start: 4, most: 8, conditions: {{start: 3, most: 3}}}}
"""
CONDITIONS = """\
conditions:
  - {en: lift of the lifted, ja: 上乗せ, set: market.lift, values: [-2, 1, 3], arms: [lifted]}
  - {en: accounts, ja: 企業数, set: market.accounts, values: [500, 1000], check: share}
observed:
  - {metric: cac, arm: lifted}
"""
EVIDENCE = "outside_evidence: {says: disagrees, en: Not elsewhere., ja: 他では違う。}\n"


def write(folder, *, seconds=0.0):
    """C01 is supported, C02 contradicted, P-C01 a placebo of C01; each run takes so many seconds."""
    claims = folder / "scenarios" / "claims"
    claims.mkdir(parents=True)
    (claims.parent / "plain.yaml").write_text(f"market: {{seconds: {seconds}}}\n")
    (claims.parent / "lifted.yaml").write_text("extends: plain.yaml\nmarket: {lift: 2.0}\n")
    first = BASE.format(name="C01", group="incentives", expect="+", set="run.seed: 1")
    (claims / "C01.yaml").write_text(first + CONDITIONS + EVIDENCE)
    second = BASE.format(name="C02", group="people", expect="-", set="run.seed: 2")
    (claims / "C02.yaml").write_text(second + CONDITIONS)
    placebo = BASE.format(name="P-C01", group="incentives", expect="0", set="market.lift: 0.0, market.accounts: 9")
    (claims / "P-C01.yaml").write_text(placebo + "placebo_of: C01\n")
