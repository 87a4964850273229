"""Writes the pages of evidence in ``docs``, so that no number on them is typed by hand.

``python -m sim.evidence claims``      docs/claims.md, and a page with figures for each group of claims, from the
                                       verdicts that ``tasuki claims`` stored in results/claims
``python -m sim.evidence patterns``    docs/patterns.md, from what ``tasuki validate --patterns`` stored
                                       in results/patterns
``python -m sim.evidence strictness``  docs/strictness.md with its figure, after simulating value over strictness
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sim.conduct import load_engine
from sim.errors import StoreError, TasukiError
from sim.experiments import strictness
from sim.experiments.claims import files as claims
from sim.experiments.claims.form import Claim
from sim.experiments.executors import Progress, available_cores
from sim.experiments.laboratory import Laboratory
from sim.experiments.patterns import bands
from sim.experiments.patterns import files as patterns
from sim.experiments.patterns.form import Pattern
from sim.report import claims_page, patterns_page, strictness_page
from sim.report.pattern_record import not_measured
from sim.report.strictness_page import Scan, Wanted
from sim.scenario import load
from sim.store import identity, judgements

ARMS = {"siloed": Path("scenarios") / "siloed.yaml", "shared": Path("scenarios") / "shared.yaml"}
BARS = (0.0, 0.3, 0.34, 0.38, 0.41, 0.44, 0.47, 0.5, 0.53, 0.56, 0.6)
# At a hand-over little is known of an account: estimates lie close to the mean, and so must the points.
HANDOVER_BARS = (0.0, 0.38, 0.4, 0.42, 0.44, 0.46, 0.5, 0.55)
HANDOVERS = tuple(
    f"policies.qualification.{name}"
    for name in ("marketing_to_inside_sales", "inside_sales_to_field_sales", "field_sales_to_customer_success")
)
REPLICATIONS, HANDOVER_REPLICATIONS = 40, 20


def write_claims(results: Path, docs: Path) -> list[Path]:
    """Write the pages of all stored verdicts and a figure each; returns the pages' paths, the table of all first.

    Raises TasukiError where there are no verdicts, or old ones.
    """
    judged = [(_claim_of(record), record) for record in judgements.read(results)]
    figures = docs / "figures" / claims_page.FOLDER
    figures.mkdir(parents=True, exist_ok=True)
    from sim.report.figures import claim as claim_figure

    for claim, record in judged:
        claim_figure.draw(record, claim.title.en, figures / f"{claim.id}.png")
    groups = {docs / claims_page.FOLDER / f"{group}.md": text for group, text in claims_page.pages(judged).items()}
    texts = {docs / "claims.md": claims_page.overview(judged)} | groups
    return [_write(path, text) for path, text in texts.items()]


def _claim_of(record: Mapping[str, Any]) -> Claim:
    """The claim that a stored verdict is about. Raises StoreError unless the verdict is that of claim and code as they
    stand, reached with the claim's own settings.
    """
    (path,) = claims.find([record["id"]])
    claim = claims.read(path)
    arms = claims.scenarios(claim, path, load_engine().schema, [])
    own = record["code"] == identity.code_digest() and record["fingerprint"] == claims.fingerprint(claim, arms)
    if not own or record["overrides"] or record["looks"] != list(claim.replications.looks()):
        raise StoreError(
            f"the stored verdict of {claim.id} is not that of the claim and the code as they stand",
            remedy=f"run `tasuki claims {claim.id}`",
        )
    return claim


def write_patterns(results: Path, docs: Path) -> Path:
    """Write the page of all patterns; returns its path.

    Raises TasukiError where one is not measured, or by other code.
    """
    records = {record["id"]: record for record in judgements.read(results, judgements.PATTERNS)}
    found = [_measured(path, records.get(path.stem, {})) for path in patterns.find([])]
    return _write(docs / "patterns.md", patterns_page.page(found))


def _measured(path: Path, record: Mapping[str, Any]) -> tuple[Pattern, Mapping[str, Any]]:
    """A pattern with its stored record. Raises StoreError unless that is of pattern and code as they stand, with the
    pattern's own number of replicates; a pattern that is measured elsewhere needs none.
    """
    pattern = patterns.read(path)
    if pattern.elsewhere is not None:
        return pattern, not_measured(pattern)
    print_of_it = patterns.fingerprint(pattern, patterns.scenarios(pattern, path, load_engine().schema))
    own = record.get("code") == identity.code_digest() and record["fingerprint"] == print_of_it
    if not own or record["replications"] + record["failed"] != pattern.replications:
        raise StoreError(
            f"what is stored of {pattern.id} is not of the pattern and the code as they stand",
            remedy=f"run `tasuki validate --patterns {pattern.id}`",
        )
    return pattern, record


def write_strictness(
    docs: Path,
    jobs: int,
    replications: Sequence[int] = (REPLICATIONS, HANDOVER_REPLICATIONS),
    overrides: Sequence[str] = (),
) -> Path:
    """Simulate value over strictness and write its page and figure; returns the page's path.

    ``replications``: at each point of the rule, and of a hand-over. ``overrides`` are laid over both arms.
    """
    main = scan(strictness.PARAMETER, BARS, replications[0], jobs, overrides)
    others = [scan(parameter, HANDOVER_BARS, replications[1], jobs, overrides) for parameter in HANDOVERS]
    scenarios: dict[str, Any] = {arm: load(path, load_engine().schema, overrides) for arm, path in ARMS.items()}
    seed = scenarios["siloed"].run.seed
    figure = _draw(main, scenarios, docs / "figures" / "strictness.png")
    titles = {arm: scenario.title.en for arm, scenario in scenarios.items()}
    return _write(docs / "strictness.md", strictness_page.page(titles, main, others, seed, figure, wanted()))


def wanted() -> Wanted:
    """The inverted U asked for: the bands of pattern P07."""
    (path,) = patterns.find(["P07"])
    stated = {row.kind: row.band for row in patterns.read(path).rows if isinstance(row.band, tuple)}
    interior, loss = (bands.edges(stated[kind])[0] for kind in ("interior", "loose"))
    return Wanted(interior, loss)


def scan(parameter: str, values: Sequence[float], replications: int, jobs: int, overrides: Sequence[str] = ()) -> Scan:
    """Both arms at every value of a parameter, with the same luck."""
    engine = load_engine()
    arms: dict[str, Any] = {arm: load(path, engine.schema, overrides) for arm, path in ARMS.items()}
    laboratory = Laboratory(engine.simulate, jobs)
    found = strictness.simulate_grid(laboratory, arms, parameter, values, replications, _say(parameter))
    shapes = {arm: strictness.shape(values, points) for arm, points in found.items()}
    return Scan(strictness.section(parameter, values, found), shapes, replications)


def _draw(main: Scan, scenarios: dict[str, Any], target: Path) -> str:
    """Draw the curves; returns the figure's path seen from the page."""
    from sim.report.figures.canvas import DPI
    from sim.report.figures.strictness import strictness as draw
    from sim.report.optional import strictness as findings

    content: dict[str, Any] = {
        "baseline": "siloed",
        "arms": {arm: {"title": dict(scenario.title)} for arm, scenario in scenarios.items()},
        "seed": scenarios["siloed"].run.seed,
        "replications": main.replications,
        "tasuki": identity.own_version(),
        "strictness": main.section,
    }
    content["findings"] = findings(content)
    target.parent.mkdir(parents=True, exist_ok=True)
    draw(content, "en").savefig(target, dpi=DPI, metadata={"Software": None})
    return f"{target.parent.name}/{target.name}"


def _write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def _say(parameter: str) -> Progress:
    from sim.terminal.progress import TerminalWatcher

    return TerminalWatcher().progress(parameter)


def main(arguments: Sequence[str]) -> None:
    """Write the pages that are named. Exits with one message where something is wrong."""
    docs = Path("docs")
    try:
        for name in arguments:
            if name == "claims":
                print(*write_claims(Path("results"), docs), sep="\n")
            elif name == "patterns":
                print(write_patterns(Path("results"), docs))
            elif name == "strictness":
                print(write_strictness(docs, available_cores()))
            else:
                raise TasukiError(f"there is no page {name!r}", remedy="say claims, patterns or strictness")
    except TasukiError as error:
        sys.exit(f"tasuki: {error}")


if __name__ == "__main__":
    main(sys.argv[1:])
