"""SQL over stored runs: what the views hold, what is refused, and how it is printed."""

import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

import sim
from sim import cli
from sim.errors import QueryError
from sim.store.runs import RunFolder


def store(root, run, name, rows, *, code="a", **facts):
    """A whole run with one table, ``replicates``, and what else is given."""
    facts = {"failures": [], "kind": "run", "seed": 3, "hash": {name: "x"}, "code": code} | facts
    with RunFolder(root, name, {"run": run, **facts}) as folder:
        pq.write_table(pa.Table.from_pylist(rows), folder.path / "replicates.parquet")
    return folder.path


@pytest.fixture
def root(tmp_path):
    store(tmp_path, "aaa", "base", [{"arm": "base", "replicate": i, "value": float(i)} for i in range(4)])
    store(tmp_path, "bbb", "it's", [{"arm": "it's", "replicate": 0, "value": float("nan")}])
    store(tmp_path, "ccc", "base", [{"arm": "base", "replicate": 0, "newer": 7}], code="b", seed=4)
    return tmp_path


def asked(root, sql, *options, status=0):
    found = CliRunner().invoke(cli.app, ["query", sql, "--out", str(root), *options])
    assert found.exit_code == status, found.output
    return found


def test_rows_of_all_runs_with_their_run_also_where_columns_differ(root):
    sql = "SELECT run, count(*) AS n, sum(newer) AS newer FROM replicates GROUP BY run ORDER BY run"
    rows = json.loads(asked(root, sql, "--json").stdout)
    assert rows[0] == {"run": "aaa", "n": 4, "newer": None}
    assert [(row["run"], row["n"], row["newer"]) for row in rows[1:]] == [("bbb", 1, None), ("ccc", 1, 7)]


def test_runs_have_what_their_manifests_say(root):
    with pytest.raises(KeyboardInterrupt), RunFolder(root, "base", {"run": "ddd", "kind": "sweep"}):
        raise KeyboardInterrupt
    rows = sim.query("SELECT run, kind, name, state, seed FROM runs ORDER BY run", out=root)
    assert rows.to_numpy().tolist()[0] == ["aaa", "run", "base", "complete", 3]
    assert rows.to_numpy().tolist()[1] == ["bbb", "run", "it's", "complete", 3]
    assert rows["state"].tolist()[-1] == "interrupted"
    assert rows["kind"].tolist()[-1] == "sweep"


def test_runs_and_rows_can_be_joined(root):
    sql = "SELECT name, seed, avg(value) AS v FROM replicates JOIN runs USING (run) WHERE name = 'base' GROUP BY ALL"
    assert sim.query(sql + " ORDER BY seed", out=root)["v"].tolist()[0] == 1.5


def test_tables_of_runs_that_are_not_whole_or_of_another_schema_are_left_out(root):
    with pytest.raises(KeyboardInterrupt), RunFolder(root, "base", {"run": "ddd"}) as folder:
        _half_written(folder)
    manifest = root / "base" / "ccc" / "manifest.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"schema": 0}))
    assert sim.query("SELECT count(*) AS n FROM replicates", out=root)["n"].tolist() == [5]


def _half_written(folder):
    (folder.path / "replicates.parquet").write_bytes(b"half")
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("SELEC 1", "syntax error"),
        ("SELECT nothing FROM runs", "nothing"),
        ("SELECT * FROM nowhere", "nowhere"),
        ("SELECT * FROM points", "no whole run has points"),
        ("DROP TABLE runs", "one statement that reads"),
        ("SELECT 1; SELECT 2", "one statement that reads"),
        ("COPY (SELECT 1) TO 'made.csv'", "one statement that reads"),
        ("ATTACH 'made.db'", "one statement that reads"),
        ("", "one statement that reads"),
    ],
)
def test_what_is_no_query_is_one_message_and_makes_nothing(root, sql, said, monkeypatch):
    monkeypatch.chdir(root)
    found = asked(root, sql, status=2)
    assert said in found.stderr
    assert found.stderr.count("\n") == 1
    assert not list(root.glob("made.*"))


def test_a_word_that_names_a_table_may_stand_for_something_else(root):
    assert len(sim.query("SELECT run AS points FROM runs WHERE kind != 'trials'", out=root)) == 3


def test_studies_that_varied_different_parameters_are_asked_together(root):
    for run, column in (("eee", "market.lift"), ("fff", "market.accounts")):
        with RunFolder(root, "searched", {"run": run, "kind": "optimise", "hash": {}, "code": "a"}) as folder:
            pq.write_table(pa.Table.from_pylist([{"trial": 0, column: 7}]), folder.path / "trials.parquet")
    rows = sim.query('SELECT run, "market.lift" AS lift FROM trials ORDER BY run', out=root)
    assert rows["lift"].tolist()[0] == 7
    assert rows["run"].tolist() == ["eee", "fff"]


def test_a_table_file_that_cannot_be_read_is_one_message(root):
    (root / "base" / "aaa" / "replicates.parquet").write_bytes(b"something else")
    assert "replicates.parquet" in asked(root, "SELECT * FROM replicates", status=2).stderr


def test_an_answer_as_table_csv_and_json(root):
    sql = "SELECT arm, value, newer FROM replicates WHERE run = 'bbb'"
    assert asked(root, sql, "--csv").stdout == "arm,value,newer\nit's,nan,\n"
    assert json.loads(asked(root, sql, "--json").stdout) == [{"arm": "it's", "value": None, "newer": None}]
    assert asked(root, sql).stdout.split() == ["arm", "value", "newer", "it's", "nan", "–"]


def test_a_long_answer_says_that_there_is_more(root):
    assert "and more rows" in asked(root, "SELECT * FROM range(101)").stdout
    assert "and more rows" not in asked(root, "SELECT * FROM range(100)").stdout
    assert len(asked(root, "SELECT * FROM range(101)", "--csv").stdout.splitlines()) == 102


def test_a_wide_answer_says_how_many_columns_are_left_out(root):
    heads = ", ".join(f"{number} AS column_{number:03}" for number in range(40))
    shown = asked(root, f"SELECT {heads}").stdout.splitlines()
    assert shown[0].split() == [f"column_{number:03}" for number in range(10)]
    assert shown[1].split() == [str(number) for number in range(10)]
    assert shown[2].startswith("... and 30 more columns; --json prints them all")
    assert len(json.loads(asked(root, f"SELECT {heads}", "--json").stdout)[0]) == 40


def test_a_long_text_leaves_room_for_the_columns_after_it(root):
    shown = asked(root, f"SELECT '{'x' * 300}' AS long, 7 AS short").stdout
    assert shown.split()[:2] == ["long", "short"]
    assert shown.count("x") == 300
    assert "more columns" not in shown


def test_python_users_get_the_same_errors(root):
    with pytest.raises(QueryError, match="syntax error"):
        sim.query("SELEC 1", out=root)


def listed(root, *options):
    found = CliRunner().invoke(cli.app, ["ls", "--json", "--out", str(root), *options])
    assert found.exit_code == 0, found.output
    return sorted(entry["run"] for entry in json.loads(found.stdout))


def test_ls_by_name_kind_state_and_number(root):
    store(root, "eee", "sweep-of-it", [], kind="sweep", failures=[{"replicate": 1}])
    assert listed(root) == ["aaa", "bbb", "ccc", "eee"]
    assert listed(root, "base") == ["aaa", "ccc"]
    assert listed(root, "bb") == ["bbb"]
    assert listed(root, "--kind", "sweep") == listed(root, "--state", "failed") == ["eee"]
    assert listed(root, "--state", "interrupted") == []
    assert len(listed(root, "--last", "2")) == 2


def test_ls_of_a_kind_that_there_is_not_names_the_nearest(root):
    found = CliRunner().invoke(cli.app, ["ls", "--kind", "swep", "--out", str(root)])
    assert (found.exit_code, found.stdout) == (2, "")
    assert found.stderr == "tasuki: --kind: is no kind of run (value swep). Remedy: did you mean sweep?\n"
    assert listed(root, "--kind", "sweep") == []
    store(root, "eee", "later", [], kind="swept")  # a kind of another version
    assert listed(root, "--kind", "swept") == ["eee"]
