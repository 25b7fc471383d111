"""What readers make of whole documents: a folder per case, found by looking, with its document and the record."""

from __future__ import annotations

import pytest

from tests.verifier.records.reading import cases, credential, read_case, resolve, values
from verifier.plugins import all_record_readers


@pytest.mark.parametrize(("reader", "name"), cases())
def test_a_case_reads_as_expected(reader: str, name: str) -> None:
    document, expected = read_case(name)
    (found,) = (each for each in all_record_readers() if reader == each.NAME)
    record = found.read_record(credential(document))
    assert record.as_json() == expected
    assert all(resolve(document, value.path) is not None for value in values(record))


def test_there_are_cases_of_each_reader_whose_documents_are_data() -> None:
    assert {reader for reader, _ in cases()} == {"generic", "open_badge_3", "sd_jwt_vc"}
