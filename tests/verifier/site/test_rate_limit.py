import pytest
from limits import parse
from starlette.requests import Request

from verifier.site.rate_limit import RateLimits, TooMany, address_of


def _request(host: str | None) -> Request:
    return Request({"type": "http", "client": (host, 1) if host is not None else None})


@pytest.mark.parametrize(
    ("host", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("testclient", "testclient"),
        (None, ""),
    ],
)
def test_an_address_counts_as_what_one_person_has(host: str | None, counted: str) -> None:
    assert address_of(_request(host)) == counted


def test_each_key_and_each_purpose_counts_for_itself() -> None:
    limits, two = RateLimits(), parse("2/hour")
    for key in ("a", "b"):
        limits.hit(two, "sign-in", key)
        limits.hit(two, "sign-in", key)
    limits.hit(two, "sign-up", "a")
    with pytest.raises(TooMany) as caught:
        limits.hit(two, "sign-in", "a")
    assert caught.value.status_code == 429
    assert 3000 < int((caught.value.headers or {})["Retry-After"]) <= 3600
