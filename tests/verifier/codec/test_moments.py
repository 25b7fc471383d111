"""Points in time: XML Schema's dateTime, nothing looser."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verifier.codec.moments import read_moment, write_moment
from verifier.errors import Malformed


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-21T12:00:00Z", datetime(2026, 11, 21, 12, tzinfo=UTC)),
        ("2026-11-21t12:00:00z", datetime(2026, 11, 21, 12, tzinfo=UTC)),
        ("2026-11-21T12:00:00", datetime(2026, 11, 21, 12, tzinfo=UTC)),
        ("2026-11-21T12:00:00+00:00", datetime(2026, 11, 21, 12, tzinfo=UTC)),
        ("2026-11-21T12:00:00-00:00", datetime(2026, 11, 21, 12, tzinfo=UTC)),
        ("2026-11-21T12:00:00+05:30", datetime(2026, 11, 21, 6, 30, tzinfo=UTC)),
        ("2026-11-21T12:00:00-14:00", datetime(2026, 11, 22, 2, tzinfo=UTC)),
        ("2026-11-21T12:00:00.5Z", datetime(2026, 11, 21, 12, 0, 0, 500_000, UTC)),
        ("2026-11-21T12:00:00.123456789Z", datetime(2026, 11, 21, 12, 0, 0, 123_456, UTC)),
        ("2026-11-21T24:00:00Z", datetime(2026, 11, 22, tzinfo=UTC)),
        ("2026-12-31T24:00:00Z", datetime(2027, 1, 1, tzinfo=UTC)),
        ("2024-02-28T24:00:00Z", datetime(2024, 2, 29, tzinfo=UTC)),
        ("2024-02-29T00:00:00Z", datetime(2024, 2, 29, tzinfo=UTC)),
        ("2000-02-29T00:00:00Z", datetime(2000, 2, 29, tzinfo=UTC)),
        ("0001-01-01T00:00:00Z", datetime(1, 1, 1, tzinfo=UTC)),
        ("9999-12-31T23:59:59Z", datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)),
    ],
)
def test_moments(text: str, moment: datetime) -> None:
    assert read_moment(text) == moment
    assert read_moment(text).tzinfo is not None


@pytest.mark.parametrize(
    "value",
    [
        None, 7, True, [], {}, "", "now", "2026", "2026-11-21", "2026-11-21T12:00Z", "2026-11-21 12:00:00Z",
        "2026-11-21T12:00:00 Z", " 2026-11-21T12:00:00Z", "2026-11-21T12:00:00Z\n", "2026-11-21T12:00:00ZZ",
        "26-11-21T12:00:00Z", "12026-11-21T12:00:00Z", "-2026-11-21T12:00:00Z", "2026-13-01T12:00:00Z",
        "2026-00-01T12:00:00Z", "2026-11-31T12:00:00Z", "2026-02-29T12:00:00Z", "1900-02-29T00:00:00Z",
        "0000-01-01T00:00:00Z", "2026-11-21T25:00:00Z", "2026-11-21T24:00:01Z", "2026-11-21T24:01:00Z",
        "2026-11-21T23:60:00Z", "2026-11-21T23:59:60Z", "2026-11-21T12:00:00.Z", "2026-11-21T12:00:00,5Z",
        "2026-11-21T12:00:00+1:00", "2026-11-21T12:00:00+01", "2026-11-21T12:00:00+0100",
        "2026-11-21T12:00:00+24:00", "2026-11-21T12:00:00+99:99", "9999-12-31T24:00:00Z",
        "٢٠٢٦-11-21T12:00:00Z", "2026-11-21T12:00:00" + ".1" * 40 + "Z", "2" * 100_000,
    ],
)  # fmt: skip
def test_what_is_no_moment(value: object) -> None:
    with pytest.raises(Malformed) as caught:
        read_moment(value)  # type: ignore[arg-type]
    assert caught.value.code == "structure.date"
    assert len(str(caught.value.facts["value"])) <= 60


def test_a_fraction_of_midnight_is_not_the_next_day() -> None:
    for text in ("2026-11-21T24:00:00.5Z", "2026-11-21T24:00:00.000001Z"):
        with pytest.raises(Malformed):
            read_moment(text)
    assert read_moment("2026-11-21T24:00:00.000Z") == datetime(2026, 11, 22, tzinfo=UTC)


def test_a_zone_can_be_required() -> None:
    assert read_moment("2026-11-21T12:00:00Z", zone_required=True)
    with pytest.raises(Malformed):
        read_moment("2026-11-21T12:00:00", zone_required=True)


def test_moments_of_other_zones_can_be_compared_at_the_ends_of_time() -> None:
    """Whoever compares them must not overflow."""
    early, late = read_moment("0001-01-01T00:00:00+14:00"), read_moment("9999-12-31T23:59:59-14:00")
    now = datetime(2026, 1, 1, tzinfo=UTC)
    assert early < now < late
    assert early.isoformat()
    assert late.isoformat()


@settings(max_examples=100, deadline=None, derandomize=True)
@given(
    st.datetimes(min_value=datetime(1, 1, 3), max_value=datetime(9999, 12, 29)),  # noqa: DTZ001
    st.integers(-14 * 60, 14 * 60),
)
def test_what_is_written_is_read_as_the_same_second(moment: datetime, minutes: int) -> None:
    aware = moment.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    text = write_moment(aware)
    assert text.endswith("Z")
    assert read_moment(text, zone_required=True) == aware.replace(microsecond=0)
    assert read_moment(aware.isoformat()) == aware
