"""A CRM export of somebody else: what is refused, with its place, and what is repaired and counted."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from sim.crm.mapping import Mapping, read_mapping
from sim.crm.reading import read
from sim.crm.records import LOST, OPEN, WON, seen
from sim.crm.tables import shortened
from sim.errors import ScenarioError
from sim.experiments.calibration.moments import measure
from tests.crm.companies import write

LEADS = "lead_id,created_on,source\nL1,2024-01-01,search\nL2,2024-01-03T12:00,\nL3,2024-01-05,events\n"
DEALS = "lead_id,account_id,closed_on,stage\nL1,A1,2024-02-01,won\nL2,A2,2024-02-03,lost\nL3,A3,,meeting\n"


def refused(folder, mapping=None, **tables):
    with pytest.raises(ScenarioError) as caught:
        read(write(folder, **tables), mapping or Mapping())
    return caught.value


def data_of(folder, mapping=None, **tables):
    return read(write(folder, **({"leads": LEADS, "deals": DEALS} | tables)), mapping or Mapping())


def test_leads_and_deals_are_enough(tmp_path):
    data = data_of(tmp_path)
    assert data.records.leads["created"].tolist() == [0.0, 2.5, 4.0]
    assert data.records.deals["outcome"].tolist() == [WON, LOST, 0]
    assert data.records.subscriptions["started"].tolist() == [31.0]
    assert data.oddities["source_missing"] == 1
    assert data.records.sources == ("events", "search", "unknown")


def test_a_missing_column_is_named_with_the_header(tmp_path):
    error = refused(tmp_path, leads="lead_id,day\nL1,2024-01-01\n")
    assert (error.line, error.message, error.value) == (1, "column created_on is missing", "lead_id, day")


def test_another_delimiter_is_guessed_at(tmp_path):
    assert "delimiter" in str(refused(tmp_path, leads=LEADS.replace(",", ";")))
    data = data_of(tmp_path, Mapping(delimiter=";"), leads=LEADS.replace(",", ";"), deals=DEALS.replace(",", ";"))
    assert len(data.records.leads) == 3


@pytest.mark.parametrize("day", ["31/01/2024", "2024-13-01", "yesterday", "2024-02-30"])
def test_an_odd_date_is_refused_with_its_line_and_the_others_counted(tmp_path, day):
    error = refused(tmp_path, leads=f"{LEADS}L4,{day},search\nL5,{day},search\n")
    assert (error.line, error.key, error.value, error.more) == (5, "created_on", repr(day), 1)
    assert error.file == str(tmp_path / "leads.csv")


def test_dates_in_another_form_are_read_where_the_mapping_says_so(tmp_path):
    leads = "lead_id,created_on\nL1,31/01/2024\nL2,01/02/2024\n"
    mapping, deals = Mapping(dates="%d/%m/%Y", first_day="2024-01-01"), "closed_on,stage\n02/02/2024,won\n"
    data = data_of(tmp_path, mapping, leads=leads, deals=deals)
    assert data.records.leads["created"].tolist() == [30.0, 31.0]


def test_another_encoding_is_refused_with_its_line_or_read_where_stated(tmp_path):
    write(tmp_path, deals=DEALS)
    (tmp_path / "leads.csv").write_bytes("lead_id,created_on,source\nL1,2024-01-01,検索\n".encode("cp932"))
    with pytest.raises(ScenarioError, match=r"leads\.csv:2: is not utf-8 text"):
        read(tmp_path, Mapping())
    assert read(tmp_path, Mapping(encoding="cp932")).records.sources == ("検索",)


def test_a_byte_order_mark_is_no_part_of_the_header(tmp_path):
    write(tmp_path, deals=DEALS)
    (tmp_path / "leads.csv").write_text(LEADS, encoding="utf-8-sig")
    assert len(read(tmp_path, Mapping()).records.leads) == 3


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("L9,A9,2024-02-01,sold\n", "is not one of"),
        ("L9,A9,2024-02-01\n", "has 3 values"),
        ("L9,A9,2024-02-01,won,more\n", "has 5 values"),
        ('L9,A9,2024-02-01,"won\n', "is not CSV"),
    ],
)
def test_a_bad_row_is_refused_with_its_line(tmp_path, text, said):
    error = refused(tmp_path, leads=LEADS, deals=DEALS + text)
    assert said in error.message
    assert error.line in (5, 6)


@pytest.mark.parametrize("amount", ["-5", "five", "inf"])
def test_an_amount_must_be_a_number_that_is_not_negative(tmp_path, amount):
    deals = f"lead_id,closed_on,stage,amount\nL1,2024-02-01,won,{amount}\n"
    error = refused(tmp_path, leads=LEADS, deals=deals)
    assert (error.line, error.key) == (2, "amount")


def test_oddities_are_repaired_by_their_rule_and_counted(tmp_path):
    leads = f"{LEADS}L1,2024-01-09,search\nL4,,search\n"
    deals = (
        "deal_id,lead_id,account_id,closed_on,stage\nD1,L1,A1,2024-02-01,won\nD1,L1,A1,2024-02-02,lost\n"
        "D2,L7,A7,2024-02-01,won\nD3,L2,A2,2024-01-01,won\nD4,L3,A3,,won\n"
    )
    subscriptions = "account_id,started_on,ended_on\nA1,2024-02-01,\nA2,2024-03-01,2024-02-01\nA3,,\n"
    usage = "account_id,day,use\nA1,2024-02-01,0.2\nA1,,0.2\nA9,2024-02-01,0.2\nA1,2024-01-01,0.2\n"
    data = data_of(tmp_path, leads=leads, deals=deals, subscriptions=subscriptions, usage=usage)
    assert {name: count for name, count in data.oddities.items() if count} == {
        "lead_without_date": 1, "duplicate_lead": 1, "source_missing": 1, "duplicate_deal": 1,
        "deal_of_unknown_lead": 1, "closed_without_date": 1, "closed_before_lead": 1,
        "subscription_without_date": 1, "ended_before_start": 1, "row_without_date": 1, "unknown_account": 2,
        "no_lost_deals": 2,
    }  # fmt: skip
    assert len(data.records.deals) == 2
    assert data.records.usage["day"].tolist() == [31.0]


def test_use_that_is_no_share_only_tells_when_use_began(tmp_path):
    usage = "account_id,day,use\nA1,2024-02-20,170\nA1,2024-02-11,12\n"
    data = data_of(tmp_path, usage=usage)
    assert data.oddities["use_above_one"] == 2
    assert "usage.use" not in data.records.known >= {"subscriptions.activated"}
    assert data.records.subscriptions["activated"].tolist() == [41.0]


def test_an_export_of_won_deals_alone_says_nothing_of_the_share_won(tmp_path):
    won = "lead_id,account_id,closed_on\nL1,A1,2024-02-01\nL2,A2,2024-02-03\n"
    listed = Mapping.model_validate({"deals": {"constants": {"stage": "won"}}})
    data = data_of(tmp_path, listed, deals=won)
    assert data.oddities["no_lost_deals"] == 2
    found = measure(data.records, data.window)
    assert "won.30" in found
    assert not {"deals_won", "deals", "met", "lost_early"} & set(found)
    assert "deals_won" in measure(data_of(tmp_path / "all").records, data.window)


def test_an_export_that_has_neither_leads_nor_deals_is_refused(tmp_path):
    neither = Mapping.model_validate({"leads": {"absent": True}, "deals": {"absent": True}})
    assert "neither leads.csv and deals.csv" in refused(tmp_path, neither, usage="account_id,day\n").message


@pytest.mark.parametrize(
    ("tables", "file", "said"),
    [
        ({}, "leads.csv", "does not exist"),
        ({"deals": DEALS}, "leads.csv", "does not exist"),
        ({"leads": LEADS}, "deals.csv", "does not exist"),
        ({"leads": "lead_id,created_on\n", "deals": DEALS}, "leads.csv", "has no rows"),
        ({"leads": LEADS, "deals": "closed_on,stage\n\n"}, "deals.csv", "has no rows"),
    ],
)
def test_leads_and_deals_must_be_there_and_have_rows(tmp_path, tables, file, said):
    error = refused(tmp_path, **tables)
    assert error.file == str(tmp_path / file)
    assert said in error.message
    assert f"{file[:5]}: {{absent: true}}" in error.remedy


def test_another_file_without_rows_is_as_if_it_were_not_there(tmp_path):
    data = data_of(tmp_path, subscriptions="account_id,started_on,ended_on\n", renewals="account_id,due_on,outcome\n")
    assert data.oddities["file_without_rows"] == 2
    assert "subscriptions.ended" not in data.records.known
    assert data.records.subscriptions["started"].tolist() == [31.0]  # as the deals tell


def test_deals_whose_lead_is_not_listed_are_counted_and_named(tmp_path):
    data = data_of(tmp_path, deals=DEALS + "L8,A8,2024-02-01,won\nL9,A9,,meeting\nL8,A8,2024-02-02,lost\n")
    assert (data.oddities["deal_of_unknown_lead"], data.unknown_leads) == (3, ("L8", "L9"))
    assert len(data.records.deals) == 3


def test_an_export_of_which_no_deal_or_no_lead_is_left_is_refused(tmp_path):
    error = refused(tmp_path, leads=LEADS.replace("L", "Lead "), deals=DEALS)
    assert error.file == str(tmp_path / "deals.csv")
    assert "lead is in leads.csv: 3 name other leads (L1, L2, L3)" in error.message
    assert "the same id" in error.remedy
    undated = "lead_id,closed_on,stage\nL1,,won\nL2,,lost\n"
    assert "won or lost" in refused(tmp_path, leads=LEADS, deals=undated).message
    both = refused(tmp_path, leads=LEADS, deals=undated + "L9,2024-02-01,won\n")
    assert "1 name other leads (L9), 2 were closed without a date" in both.message
    assert "no lead with a date" in refused(tmp_path, leads="lead_id,created_on\nL1,\n", deals=DEALS).message


def test_deals_are_not_held_against_leads_that_the_mapping_says_are_absent(tmp_path):
    data = data_of(tmp_path, Mapping.model_validate({"leads": {"absent": True}}))
    assert (len(data.records.deals), data.unknown_leads) == (3, ())


TODAY = date(2024, 6, 1)


def test_a_date_after_today_is_refused_with_its_line_where_the_last_day_is_not_named(tmp_path):
    write(tmp_path, leads=LEADS, deals=f"{DEALS}L3,A3,2204-02-01,won\nL3,A3,2205-02-01,lost\n")
    with pytest.raises(ScenarioError) as caught:
        read(tmp_path, Mapping(), TODAY)
    error = caught.value
    assert (error.file, error.line, error.key) == (str(tmp_path / "deals.csv"), 5, "closed_on")
    assert (error.value, error.more) == ("2204-02-01", 1)
    assert "after today, 2024-06-01" in error.message
    assert "`until: " in error.remedy


def test_today_is_the_reader_s_own_day(tmp_path):
    soon = date.today() + timedelta(days=2)
    assert "after today" in refused(tmp_path, leads=f"{LEADS}L4,{soon},search\n", deals=DEALS).message


def test_the_day_of_reading_decides_about_nothing_but_refusal(tmp_path):
    """Tomorrow is today somewhere; what is read at all is the same on any later day."""
    folder = write(tmp_path, leads=LEADS, deals=f"{DEALS}L3,A3,{TODAY + timedelta(days=1)},won\n")
    first, later = read(folder, Mapping(), TODAY), read(folder, Mapping(), date(2400, 1, 1))
    assert (first.first_day, first.window, first.oddities) == (later.first_day, later.window, later.oddities)
    with pytest.raises(ScenarioError, match="after today"):
        read(folder, Mapping(), TODAY - timedelta(days=1))


def test_what_is_dated_after_the_last_day_named_has_not_happened_and_is_counted_with_its_place(tmp_path):
    leads = f"{LEADS}L4,2204-01-01,search\n"
    deals = f"{DEALS}L3,A3,2204-02-01,won\nL4,A4,2204-02-01,won\n"
    subscriptions = "account_id,started_on,ended_on\nA1,2024-02-01,2024-12-31\n"
    named = Mapping(until="2024-03-31")
    data = data_of(tmp_path, named, leads=leads, deals=deals, subscriptions=subscriptions)
    assert data.oddities["date_after_the_end"] == 4
    assert data.odd_dates == {"date_after_the_end": [
        "leads.csv:5 created_on 2204-01-01", "deals.csv:5 closed_on 2204-02-01", "deals.csv:6 closed_on 2204-02-01",
        "subscriptions.csv:2 ended_on 2024-12-31",
    ]}  # fmt: skip
    assert data.window.until == data.window.leads_until == 91.0
    known = seen(data.records, data.window)
    assert known.leads["created"].tolist() == [0.0, 2.5, 4.0]
    assert known.deals["outcome"].tolist() == [WON, LOST, OPEN, OPEN]
    assert np.isnan(known.subscriptions["ended"]).all()


def test_when_an_open_deal_is_to_be_closed_says_nothing(tmp_path):
    planned = DEALS.replace("L3,A3,,meeting", "L3,A3,2204-02-01,meeting")
    data, plain = data_of(tmp_path / "planned", deals=planned), data_of(tmp_path / "plain")
    assert data.window == plain.window
    assert data.oddities == plain.oddities
    assert np.isnan(data.records.deals["closed"][2])


@pytest.mark.parametrize("never", ["1970-01-01", "1900-01-01", "0001-01-01", "1989-12-31"])
def test_a_date_before_any_such_system_is_an_empty_cell_and_counted_with_its_place(tmp_path, never):
    leads, deals = f"{LEADS}L4,{never},search\n", f"{DEALS}L3,A3,{never},won\n"
    subscriptions = f"account_id,started_on,ended_on\nA1,2024-02-01,{never}\nA2,1990-01-01,\n"
    data = data_of(tmp_path, leads=leads, deals=deals, subscriptions=subscriptions)
    assert {name: count for name, count in data.oddities.items() if count} == {
        "date_before_1990": 3, "lead_without_date": 1, "closed_without_date": 1, "source_missing": 1,
    }  # fmt: skip
    assert data.odd_dates == {"date_before_1990": [
        f"leads.csv:5 created_on {never}", f"deals.csv:5 closed_on {never}", f"subscriptions.csv:2 ended_on {never}",
    ]}  # fmt: skip
    assert data.first_day == date(2024, 1, 1)
    assert np.isnan(data.records.subscriptions["ended"]).all()


def test_a_last_day_before_the_first_is_refused(tmp_path):
    error = refused(tmp_path, Mapping(until="2023-12-31"), leads=LEADS, deals=DEALS)
    assert (error.key, error.value) == ("until", "2023-12-31")


def test_a_message_names_a_few_and_counts_the_others():
    assert shortened(["a", "b"]) == "a, b"
    assert shortened([str(number) for number in range(1007)]) == "0, 1, 2, 3, 4 and 1,002 more"


def test_a_mapping_names_files_columns_words_and_sources(tmp_path):
    (tmp_path / "map.yaml").write_text(
        "leads: {absent: true}\n"
        "deals:\n  file: pipeline.csv\n  columns: {created_on: engaged, closed_on: closed}\n"
        "  words: {won: [Won, Closed Won], lost: [Lost], opportunity: [Engaging]}\n"
    )
    pipeline = (
        "engaged,closed,stage\n2024-01-01,2024-01-20,Closed Won\n2024-01-02,,Engaging\n2024-01-03,2024-01-09,Lost\n"
    )
    data = read(write(tmp_path, pipeline=pipeline), read_mapping(tmp_path / "map.yaml"))
    assert data.records.deals["outcome"].tolist() == [WON, 0, LOST]
    assert np.array_equal(data.records.deals["created"], [0.0, 1.0, 2.0])
    merged = data_of(tmp_path / "b", Mapping(sources={"ads": ("search", "events")}))
    assert merged.records.sources == ("ads", "unknown")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("deals: {columns: {when: closed}}", "is no column of the layout"),
        ("deals: {words: {victory: [Won]}}", "is no word of the layout"),
        ("dealz: {}", "is not a known key"),
        ("encoding: klingon", "is not known"),
        ("until: soon", "is no day"),
        ("delimiter: '::'", "must be one character"),
    ],
)
def test_a_wrong_mapping_is_refused_with_its_line(tmp_path, text, said):
    path = tmp_path / "map.yaml"
    path.write_text(f"\n{text}\n")
    with pytest.raises(ScenarioError) as caught:
        read_mapping(path)
    assert caught.value.line == 2
    assert said in str(caught.value) or "not a" in str(caught.value)
