import json
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest

from tests.world import NOW, badge, signed
from verifier import World, examine
from verifier.record import Record, Value
from verifier.site.items import MAX_IMAGE, draw_items, safe_image, unreadable
from verifier.site.mark import draw_mark

DIGESTS = [f"{number:064x}" for number in range(200)]


def test_an_item_says_what_the_credential_says_and_when_it_counts() -> None:
    examined = examine(signed(badge("Bread", validUntil="2027-01-02T03:04:05Z")), World(NOW))
    [item] = draw_items(examined, "en", "bread.json")
    assert item.record.title[0].text == "Bread"
    assert (item.starts_on, item.ends_on) == (
        datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
        datetime(2027, 1, 2, 3, 4, 5, tzinfo=UTC),
    )
    assert (item.name, item.bound, item.image, item.inside) == ("bread.json", False, None, [])
    assert item.format == examined.report.format
    assert len(item.plain.checks) == 8


def test_a_list_is_no_item_of_its_own_and_its_unreadable_parts_are_left_out() -> None:
    examined = examine(json.dumps([json.loads(signed(badge("One"))), {"no": 1}]).encode(), World(NOW))
    assert [item.record.title[0].text for item in draw_items(examined, "en")] == ["One"]
    assert [part.report.code for part in unreadable(examined)] == ["structure.not_a_credential"]


@pytest.mark.parametrize("raw", [b"", b"hello", b"{}", b"[]", b"\x00\xff"])
def test_what_is_no_credential_gives_no_item(raw: bytes) -> None:
    examined = examine(raw, World(NOW))
    assert draw_items(examined, "de") == []
    assert list(unreadable(examined)) == [examined]


@pytest.mark.parametrize(
    ("text", "is_shown"),
    [
        ("data:image/png;base64,iVBORw0KGgo=", True),
        ("data:image/svg+xml;base64,PHN2Zy8+", True),
        ("https://school.example/badge.png", False),
        ("data:text/html;base64,PHN2Zy8+", False),
        ("data:image/svg+xml,<svg onload=alert(1)>", False),
        ('data:image/png;base64,"><script>', False),
        ("data:image/png;base64," + "A" * MAX_IMAGE, False),
        ("javascript:alert(1)", False),
    ],
)
def test_only_pictures_that_came_inside_are_shown(text: str, is_shown: bool) -> None:
    assert (safe_image(Record(image=(Value(text, "/image"),))) is not None) is is_shown


def test_marks_are_the_same_for_the_same_and_differ_for_others() -> None:
    assert draw_mark(DIGESTS[0]) == draw_mark(DIGESTS[0])
    assert len({draw_mark(digest) for digest in DIGESTS}) == len(DIGESTS)


@pytest.mark.parametrize("digest", [*DIGESTS[:20], "", '"><script>', "\ud800"])
def test_a_mark_is_a_small_picture_that_any_page_may_hold(digest: str) -> None:
    mark = draw_mark(digest)
    root = ElementTree.fromstring(mark)
    assert {root.tag, *(child.tag for child in root)} <= {"svg", "rect", "circle", "ellipse"}
    assert (root.get("aria-hidden"), root.get("focusable")) == ("true", "false")
    assert len(mark) < 1000
    for refused in ("style", "script", "href", "id="):
        assert refused not in mark
