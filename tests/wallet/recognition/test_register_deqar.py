"""DEQAR's two tables: which reports list an institution, until when, and by which ids."""

from __future__ import annotations

import csv
import os
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from verifier.errors import VerifierError
from wallet.recognition.register import Listed
from wallet.recognition.register_files import read_registers

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
COPIED = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
DOMAIN = "domain:uni.example"

# As the tables are laid out; columns that nobody needs are among them.
UNI = {
    "deqar_id": "DEQARINST0001",
    "eter_id": "AT0001",
    "name_primary": "University",
    "name_official": "Universität, die",
    "country": "Austria",
    "website_link": "http://www.uni.example",
    "closure_date": "",
    "identifiers_all": "SCHAC: uni.example, EU-VAT: ATU12345678, ROR: https://ror.org/05abc, WHED: IAU-1",
}
REPORT = {
    "report_id": "7",
    "report_type": "institutional",
    "report_status": "part of obligatory EQA system",
    "report_decision": "positive",
    "report_valid_from": "2024-01-15",
    "report_valid_to": "2030-01-15",
    "hei_deqar_id": "DEQARINST0001",
    "programme_name": "",
}


def table(file: Path, *rows: dict[str, str], age: int = 0) -> Path:
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.DictWriter(out, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    os.utime(file, (COPIED.timestamp() - age, COPIED.timestamp() - age))
    return file


def listed(
    folder: Path, institutions: list[dict[str, str]], reports: list[dict[str, str]], at: datetime = NOW
) -> dict[str, Listed]:
    files = table(folder / "i.csv", *institutions), table(folder / "r.csv", *reports, age=86400)
    return dict(read_registers(files).assured(at))


def day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_an_institution_is_listed_by_its_ids_as_of_the_older_file(tmp_path: Path) -> None:
    found = listed(tmp_path, [UNI], [REPORT])
    assert found[DOMAIN] == Listed("University", "DEQAR", date(2026, 11, 19))
    assert {"deqar:deqarinst0001", "schac:uni.example", "ror:05abc", "eid:VATAT-U12345678"} <= found.keys()
    assert not any("IAU" in each for each in found)


@pytest.mark.parametrize(
    "change",
    [
        {"report_decision": "negative"}, {"report_decision": "not applicable"}, {"report_decision": ""},
        {"report_status": "voluntary"}, {"report_status": ""},
        {"report_type": "programme"}, {"report_type": "joint programme"}, {"report_type": ""},
        {"report_valid_to": "2026-11-21"}, {"report_valid_from": "2026-11-23"}, {"report_valid_from": ""},
        {"report_valid_from": "15/01/2024"}, {"report_valid_to": "someday"}, {"hei_deqar_id": "DEQARINST0002"},
    ],
)  # fmt: skip
def test_a_report_that_is_not_positive_of_the_system_on_the_institution_and_in_force_lists_nobody(
    tmp_path: Path, change: dict[str, str]
) -> None:
    assert listed(tmp_path, [UNI], [{**REPORT, **change}]) == {}


@pytest.mark.parametrize(
    "change",
    [
        {"report_decision": "Positive with conditions or restrictions"},
        {"report_type": "institutional/programme"},
        {"report_valid_to": "2026-11-22"},
    ],
)
def test_conditions_a_programme_beside_and_the_last_day_still_list(tmp_path: Path, change: dict[str, str]) -> None:
    assert DOMAIN in listed(tmp_path, [UNI], [{**REPORT, **change}])


def test_a_report_without_an_end_holds_six_years(tmp_path: Path) -> None:
    for end in ("", "N/A"):
        leap = {**REPORT, "report_valid_from": "2024-02-29", "report_valid_to": end}
        assert listed(tmp_path, [UNI], [leap], at=day("2030-02-28"))
        assert not listed(tmp_path, [UNI], [leap], at=day("2030-03-01"))


def test_a_negative_report_ends_what_began_before_and_not_what_begins_after(tmp_path: Path) -> None:
    refusal = {**REPORT, "report_decision": "negative", "report_valid_from": "2026-06-01", "report_valid_to": ""}
    again = {**REPORT, "report_valid_from": "2026-11-01"}
    assert listed(tmp_path, [UNI], [REPORT, refusal], at=day("2026-05-31"))
    assert not listed(tmp_path, [UNI], [refusal, REPORT], at=day("2026-06-01"))
    assert not listed(tmp_path, [UNI], [REPORT, refusal])
    assert listed(tmp_path, [UNI], [REPORT, refusal, again])
    assert not listed(tmp_path, [UNI], [REPORT, {**refusal, "report_valid_from": "unknown"}, again])
    ancient = {**refusal, "report_valid_from": "0001-01-01"}
    assert not listed(tmp_path, [UNI], [{**REPORT, "report_valid_from": "0001-01-01"}, REPORT, ancient])
    assert listed(tmp_path, [UNI], [REPORT, {**refusal, "report_type": "programme"}])


def test_nothing_holds_beyond_the_day_of_closing(tmp_path: Path) -> None:
    closed = {**UNI, "closure_date": "2026-11-22"}
    assert listed(tmp_path, [closed], [REPORT])
    assert not listed(tmp_path, [closed], [REPORT], at=day("2026-11-23"))
    assert not listed(tmp_path, [UNI, {**UNI, "closure_date": "in 2020"}], [REPORT])


def test_an_institution_has_a_row_for_each_of_its_places(tmp_path: Path) -> None:
    assert DOMAIN in listed(tmp_path, [UNI, {**UNI, "country": "Italy"}], [REPORT])


def test_an_id_that_several_open_institutions_share_identifies_none(tmp_path: Path) -> None:
    college = {**UNI, "deqar_id": "DEQARINST0002", "name_primary": "College", "identifiers_all": ""}
    shared = listed(tmp_path, [UNI, college], [REPORT])
    assert DOMAIN not in shared
    assert "eid:VATAT-U12345678" in shared
    assert DOMAIN in listed(tmp_path, [UNI, {**college, "closure_date": "2010-12-31"}], [REPORT])


def test_a_website_that_is_none_leaves_the_other_ids(tmp_path: Path) -> None:
    found = listed(tmp_path, [{**UNI, "website_link": "N/A"}], [REPORT])
    assert DOMAIN not in found
    assert "eid:VATAT-U12345678" in found


@pytest.mark.parametrize("names", [["i"], ["r"], ["i", "r", "r"], ["i", "i", "r"]])
def test_one_table_of_each_kind_is_needed(tmp_path: Path, names: list[str]) -> None:
    files = {"i": table(tmp_path / "i.csv", UNI), "r": table(tmp_path / "r.csv", REPORT)}
    with pytest.raises(VerifierError, match="half"):
        read_registers([files[each] for each in names])


@pytest.mark.parametrize("column", ["closure_date", "identifiers_all", "name_primary", "website_link"])
def test_a_table_without_a_column_is_refused(tmp_path: Path, column: str) -> None:
    short = {name: value for name, value in UNI.items() if name != column}
    with pytest.raises(VerifierError) as error:
        listed(tmp_path, [short], [REPORT])
    assert (error.value.code, error.value.facts["columns"]) == ("register.columns", column)


def test_a_list_and_the_tables_go_together(tmp_path: Path) -> None:
    own = tmp_path / "own.json"
    own.write_text('[{"id": "did:web:north.example", "name": "North"}]', "utf-8")
    files = [own, table(tmp_path / "r.csv", REPORT), table(tmp_path / "i.csv", UNI)]
    assert {DOMAIN, "did:web:north.example"} <= read_registers(files).assured(NOW).keys()
