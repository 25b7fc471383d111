"""Registers of quality-assured institutions: what proves to be listed, until when, and files that are none."""

from __future__ import annotations

import json
import os
import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from verifier.catalogue import LANGUAGES, sentence
from verifier.errors import Json, VerifierError
from wallet.recognition import register_files, register_table
from wallet.recognition.register import Listed, Listing, Register, website_ids
from wallet.recognition.register_files import read_registers

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
COPIED = datetime(2026, 11, 1, 23, 59, tzinfo=UTC)
UNI = {"id": "did:web:uni.example", "name": "University"}


def written(folder: Path, content: bytes, name: str = "my-register.json") -> Path:
    file = folder / name
    file.write_bytes(content)
    os.utime(file, (COPIED.timestamp(), COPIED.timestamp()))
    return file


def listed(folder: Path, *entries: Json, at: datetime = NOW) -> dict[str, Listed]:
    return dict(read_registers([written(folder, json.dumps(entries).encode())]).assured(at))


def refused(*files: Path) -> str:
    """The code; it has a sentence in every language that names the file."""
    with pytest.raises(VerifierError) as error:
        read_registers(files)
    for language in LANGUAGES:
        said = sentence(language, error.value.code, error.value.facts)
        assert said and "…" not in said
    return error.value.code


# ---- websites


@pytest.mark.parametrize(
    "address", ["https://www.uni.example/", "http://uni.example", "WWW.Uni.Example", "https://uni.example/?lang=en"]
)
def test_a_website_stands_for_its_host_with_and_without_www(address: str) -> None:
    found = website_ids(address)
    assert {"domain:uni.example", "domain:www.uni.example", "did:web:uni.example", "url:https://uni.example"} <= found
    assert all(re.search(r"[:/](www\.)?uni\.example$", each) for each in found)


def test_no_other_host_and_no_folder_of_it_stands_for_a_website() -> None:
    found = website_ids("https://uni.example")
    strangers = ("domain:student.uni.example", "domain:uni.example/~student", "did:web:uni.example:~student")
    assert found.isdisjoint({*strangers, "domain:example", "domain:myuni.example"})


def test_a_page_on_a_host_stands_for_that_page_and_not_for_the_host() -> None:
    found = website_ids("https://ministry.example/schools/North/")
    assert found == {"url:https://ministry.example/schools/North", "url:https://www.ministry.example/schools/North"}
    assert website_ids("https://ministry.example/index?school=7") == frozenset()


def test_a_port_is_part_of_the_host() -> None:
    found = website_ids("https://uni.example:8443")
    assert "did:web:uni.example%3A8443" in found
    assert "domain:uni.example" not in found


@pytest.mark.parametrize(
    "address",
    ["", "N/A", "localhost", "https://", "ftp://uni.example", "javascript://uni.example", "https://192.0.2.7",
     "https://user@uni.example", "https://uni.example\nhttps://other.example", "uni..example", "https://münchen.example",
     "https://a.example/b c", "https://" + "a." * 100_000 + "example"],
)  # fmt: skip
def test_what_is_no_address_of_a_website_proves_nothing(address: str) -> None:
    assert website_ids(address) == frozenset()


# ---- a list of our own


def test_an_entry_lists_its_id_and_its_website(tmp_path: Path) -> None:
    entry = {**UNI, "id": "eid:VATSI-61038750", "url": "https://www.uni.example", "register": "National register"}
    found = listed(tmp_path, entry)
    assert found["eid:VATSI-61038750"] == Listed("University", "National register", date(2026, 11, 1))
    assert found["domain:uni.example"].register == "National register"
    assert "domain:www2.uni.example" not in found


def test_without_a_name_a_register_is_called_by_its_file(tmp_path: Path) -> None:
    assert listed(tmp_path, UNI)["did:web:uni.example"].register == "my register"


def test_a_listing_ends_with_its_last_day(tmp_path: Path) -> None:
    entry = {**UNI, "until": "2026-11-22"}
    assert listed(tmp_path, entry)
    assert listed(tmp_path, entry, at=datetime(2026, 11, 22, 23, 59, 59, tzinfo=UTC))
    assert not listed(tmp_path, entry, at=datetime(2026, 11, 23, tzinfo=UTC))


def test_one_begins_on_its_first_day_and_the_first_register_is_named() -> None:
    first, second = Listed("A", "First", NOW.date()), Listed("B", "Second", NOW.date())
    ids = frozenset({"domain:uni.example"})
    later = Register((Listing(first, ids, since=date(2026, 11, 23)), Listing(second, ids)))
    assert later.assured(NOW) == {"domain:uni.example": second}
    assert later.assured(datetime(2026, 11, 23, tzinfo=UTC)) == {"domain:uni.example": first}


@pytest.mark.parametrize(
    "entry",
    [
        None, 7, "did:web:uni.example", [UNI], {}, {"id": "did:web:uni.example"}, {"name": "University"},
        {**UNI, "id": 7}, {**UNI, "id": "61038750"}, {**UNI, "id": " "}, {**UNI, "id": "did:web:" + "a" * 500},
        {**UNI, "name": ""}, {**UNI, "name": ["University"]}, {**UNI, "register": {}},
        {**UNI, "url": "uni"}, {**UNI, "url": 1}, {**UNI, "until": 20301231}, {**UNI, "until": "31.12.2030"},
        {**UNI, "until": "2030-02-30"}, {**UNI, "until": "2030-W01-1"}, {**UNI, "untill": "2026-01-01"},
    ],
)  # fmt: skip
def test_an_entry_that_is_wrong_refuses_the_whole_list(tmp_path: Path, entry: Json) -> None:
    assert refused(written(tmp_path, json.dumps([UNI, entry]).encode())) == "register.entry"


@pytest.mark.parametrize(
    "raw",
    [b"", b"[", b"{}", b"null", b'[{"id": "a:b", "id": "c:d", "name": "N"}]', b"[" * 5000, b"\xff\xfe[\x00]\x00",
     b"[" + b"1," * 200_000 + b"1]", b"\x00" * 2000, b"a,b\n1,2\n", b'"unfinished'],
)  # fmt: skip
def test_what_is_no_register_is_refused(tmp_path: Path, raw: bytes) -> None:
    assert refused(written(tmp_path, raw)) == "register.malformed"


def test_a_list_that_is_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(register_files, "LARGEST_LIST", 200)
    assert refused(written(tmp_path, b"[" + b" " * 200 + b"]")) == "register.too_large"


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="nothing here"):
        read_registers([tmp_path / "nothing here"])


# ---- tables as such


@pytest.mark.parametrize(
    ("limit", "value", "content"),
    [
        ("LONGEST_LINE", 100, b"deqar_id\n" + b"a" * 101),
        ("LARGEST", 100, b"deqar_id\n" + b"abc\n" * 30),
        ("MOST_LINES", 10, b"deqar_id\n" + b"a\n" * 11),
    ],
)
def test_a_table_that_is_too_large_is_not_read_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, value: int, content: bytes
) -> None:
    monkeypatch.setattr(register_table, limit, value)
    with (written(tmp_path, content)).open("rb") as file, pytest.raises(VerifierError) as error:
        list(register_table.Table(file, "t").rows(("deqar_id",)))
    assert error.value.code == "register.too_large"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"deqar_id,name\n1\n", "register.row"),
        (b"deqar_id,name\n1,2,3\n", "register.row"),
        (b"deqar_id,deqar_id\n1,2\n", "register.columns"),
        (b"name\n1\n", "register.columns"),
        (b"deqar_id\n\xff\n", "register.malformed"),
        (b'deqar_id\n"a"b\n', "register.malformed"),
        (b'deqar_id\n"' + b"a\n" * 200_000, "register.malformed"),
    ],
)
def test_a_table_that_is_damaged_is_refused(tmp_path: Path, content: bytes, code: str) -> None:
    with (written(tmp_path, content)).open("rb") as file, pytest.raises(VerifierError) as error:
        list(register_table.Table(file, "t").rows(("deqar_id",)))
    assert error.value.code == code
