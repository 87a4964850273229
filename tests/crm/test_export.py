"""What a CRM knows of a simulated company, and that it can be written and read back."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from sim.crm import mining
from sim.crm.export import export, layout_page, mapping_page
from sim.crm.layout import ACTIVITIES, FILES
from sim.crm.mapping import Mapping, read_mapping
from sim.crm.observe import KNOWN_COLUMNS
from sim.crm.reading import read
from sim.crm.records import LAYOUTS, LOST, OPEN, WON, Window, seen
from sim.errors import StoreError
from sim.stages import Stage
from tests.crm.companies import company, watched
from tests.structure.test_nobody_sees_the_truth import LATENT

CODED = {"leads": {"account", "source", "owner"}, "subscriptions": {"account", "reason"},
         "deals": {"account", "lost_from", "reason", "qualified_by", "sold_by"}}  # fmt: skip


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    folder = tmp_path_factory.mktemp("export") / "crm"
    return folder, export(company(), 0, folder)


def test_nothing_latent_is_read():
    assert not set(KNOWN_COLUMNS) & LATENT
    assert not {column.name for file in (*FILES.values(), ACTIVITIES) for column in file.columns} & LATENT


def test_the_records_agree_with_the_moves():
    records, moves = watched()
    assert len(records.leads) == (moves["to_stage"] == Stage.LEAD).sum() > 100
    assert (records.deals["outcome"] == WON).sum() == (moves["to_stage"] == Stage.ONBOARDING).sum() > 10
    assert np.isfinite(records.subscriptions["ended"]).sum() == (moves["to_stage"] == Stage.CHURNED).sum() > 0
    assert ((records.deals["outcome"] == OPEN) == np.isnan(records.deals["closed"])).all()


def test_every_deal_follows_its_lead_and_every_subscription_its_deal():
    records, _ = watched()
    deals, ours = records.deals, records.subscriptions[records.subscriptions["deal"] >= 0]
    assert (records.leads["account"][deals["lead"]] == deals["account"]).all()
    assert (records.leads["created"][deals["lead"]] <= deals["created"]).all()
    assert (deals["account"][ours["deal"]] == ours["account"]).all()
    assert (deals["closed"][ours["deal"]] == ours["started"]).all()
    assert not (ours["ended"] < ours["started"]).any()


def test_what_is_written_is_read_back_to_the_minute(exported):
    records, _ = watched()
    data = read(exported[0], Mapping(first_day="2024-01-01"))
    assert not any(data.oddities.values())
    for name, layout in LAYOUTS.items():
        ours, theirs = getattr(records, name), getattr(data.records, name)
        for column in set(layout.names) - CODED.get(name, set()):
            assert np.array_equal(ours[column], theirs[column], equal_nan=ours[column].dtype.kind == "f"), (
                name,
                column,
            )
    lost = records.deals["outcome"] == LOST
    assert (records.deals["lost_from"] == data.records.deals["lost_from"])[lost].all()
    names = [data.records.sources[code] for code in data.records.leads["source"]]
    assert names == [records.sources[code] for code in records.leads["source"]]


def test_the_mapping_beside_it_leaves_out_the_start(exported):
    mapping = read_mapping(exported[0] / "mapping.yaml")
    assert read(exported[0], mapping).window == Window(364.0, 364.0)  # one year is too short for a warm-up


def test_the_xes_log_has_a_trace_for_each_account_in_order_of_time(exported):
    space = "{http://www.xes-standard.org/}"
    traces = ElementTree.parse(exported[0] / mining.XES).getroot().findall(f"{space}trace")
    times = [[date.get("value") for date in trace.iter(f"{space}date")] for trace in traces]
    assert sum(map(len, times)) == exported[1]["activities"]
    assert len({trace.find(f"{space}string").get("value") for trace in traces}) == len(traces) > 100
    assert all(each == sorted(each) for each in times)


def test_the_ocel_log_names_no_object_that_it_does_not_have(exported):
    log = json.loads((exported[0] / mining.OCEL).read_text())
    objects = {one["id"]: one["type"] for one in log["objects"]}
    named = [one for event in log["events"] for one in event["relationships"]]
    assert all(objects[one["objectId"]] == one["qualifier"] for one in named)
    assert {event["type"] for event in log["events"]} == {kind["name"] for kind in log["eventTypes"]}


def test_a_window_hides_what_comes_after_it():
    records, _ = watched()
    window = Window(150.0, 200.0, watched=40.0)
    shown = seen(records, window, start=30.0)
    assert ((shown.leads["created"] >= 0) & (shown.leads["created"] < 150.0)).all()
    closed = shown.deals[shown.deals["outcome"] != OPEN]
    assert (closed["closed"] - shown.leads["created"][closed["lead"]] <= 40.0).all()
    assert np.nanmax(shown.subscriptions["ended"]) <= 200.0 >= shown.usage["day"].max()
    assert (shown.leads["account"][shown.deals["lead"]] == shown.deals["account"]).all()


def test_a_folder_that_is_there_is_left_alone(exported, tmp_path):
    with pytest.raises(StoreError, match="is there already"):
        export(company(), 0, exported[0])
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot write"):
        export(company(), 0, tmp_path / "file" / "crm")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_the_documentation_has_every_column_and_every_key_of_a_mapping():
    page = (Path(__file__).parents[2] / "docs" / "calibration.md").read_text(encoding="utf-8")
    assert page.endswith(layout_page())
    assert mapping_page() in page
