"""Results are called after all that they depend on, the versions of libraries too, and worded by today's code."""

import json

import pytest

import sim
from sim import orders, versions
from sim.errors import StoreError
from sim.report import findings
from sim.store import identity, studies
from sim.store.catalogue import find
from sim.store.samples import Samples
from tests.studies import project

CACHED = (versions.environment, versions.code_digest, versions.simulation_digest)


@pytest.fixture
def upgrade(monkeypatch):
    """Makes one library look newer; what was known of the versions is forgotten, then and afterwards."""

    def newer(library):
        found = versions.version_of
        monkeypatch.setattr(versions, "version_of", lambda name: "99.0" if name == library else found(name))
        for cached in CACHED:
            cached.cache_clear()

    yield newer
    monkeypatch.undo()
    for cached in CACHED:
        cached.cache_clear()


@pytest.mark.parametrize("library", ["numpy", "numba", "scipy", "SALib", "optuna"])
def test_a_run_and_a_study_are_called_after_the_libraries_that_compute_them(upgrade, library):
    def names():
        return identity.run_id(["d"], 1, 4), studies.study_id("sweep", "d", 1, 4, {}), identity.simulation_digest()

    before = names()
    upgrade(library)
    assert all(old != new for old, new in zip(before, names(), strict=True))


def test_what_an_older_library_simulated_is_not_remembered(upgrade, tmp_path):
    memory = Samples(tmp_path, ("value",))
    memory.keep("company", 0, {"value": 1.0})
    memory.flush()
    assert Samples(tmp_path, ("value",)).recall("company") == {0: {"value": 1.0}}
    upgrade("numba")
    assert Samples(tmp_path, ("value",)).recall("company") == {}


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A project with the fake engine, and nothing drawn."""
    project.make(tmp_path, monkeypatch)
    monkeypatch.setattr("sim.conduct.draw", lambda folder, content, lang, jobs: folder / "report.html")
    return tmp_path


@pytest.mark.usefixtures("here")
def test_what_was_begun_with_an_older_library_is_not_gone_on_with(upgrade):
    run = sim.run("scenarios/base.yaml", replications=2, jobs=1, out="results").stored
    assert orders.order_of(run)["lang"] == "en"
    upgrade("numba")
    with pytest.raises(StoreError, match="other code or with other versions"):
        orders.order_of(run)


def test_an_answer_from_the_store_is_worded_by_todays_code(here, monkeypatch):
    first = sim.run("scenarios/base.yaml", replications=2, jobs=1, out="results")
    monkeypatch.setattr(identity, "report_digest", lambda: "later")
    monkeypatch.setattr(findings, "write", lambda content: [{"id": "new", "en": "Worded anew."}])
    again = sim.run("scenarios/base.yaml", replications=2, jobs=1, out="results")
    assert again.path == first.path
    assert again.bundle["findings"] == [{"id": "new", "en": "Worded anew."}]
    kept = json.loads((find(here / "results", "latest").path / "manifest.json").read_text(encoding="utf-8"))
    assert kept["order"]["report"] == "later"
