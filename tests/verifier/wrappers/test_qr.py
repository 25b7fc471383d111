"""Pictures of QR codes."""

from __future__ import annotations

import base64
import io

import pytest
from PIL import Image

from tests.verifier.wrappers.making import beside, parts, png, qr, qr_image, report_on, saved
from tests.world import FakeWeb, badge, signed
from verifier.report import Verdict

GOOD = signed(badge())
LINK = "https://school.example/badges/1"


def small() -> bytes:
    """A credential of a size that fits into one code."""
    return signed(badge(description="-"))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_a_whole_credential_is_read_from_every_kind_of_picture(kind: str) -> None:
    (only,) = parts(qr(small(), kind))
    assert only.raw == small()
    assert report_on(qr(small(), kind)).verdict is Verdict.VALID


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF"])
def test_a_link_in_a_code_is_followed(kind: str) -> None:
    web = FakeWeb()
    web.put(LINK, GOOD)
    report = report_on(qr(LINK, kind), web.fetch)
    assert (report.verdict, web.requests) == (Verdict.VALID, [LINK])


def test_a_credential_in_several_codes_is_put_together_in_reading_order() -> None:
    third = len(GOOD) // 3 + 1
    raw = beside(*(GOOD[start : start + third] for start in range(0, len(GOOD), third)))
    (only,) = parts(raw)
    assert only.raw == GOOD


def test_several_credentials_in_one_picture_are_all_read() -> None:
    token = base64.urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=") + b".e30.c2ln"
    assert [each.raw for each in parts(beside(small(), token))] == [small(), token]


def test_a_link_beside_a_credential_is_not_followed() -> None:
    web = FakeWeb()
    (only,) = parts(beside(LINK.encode(), small()), web.fetch)
    assert (only.raw, web.requests) == (small(), [])


def test_frames_that_move_hold_one_part_each() -> None:
    half = len(GOOD) // 2
    frames = [qr_image(GOOD[:half]), qr_image(GOOD[half:])]
    side = max(each.width for each in frames)
    canvases = [Image.new("L", (side, side), "white") for _ in frames]
    for canvas, frame in zip(canvases, frames, strict=True):
        canvas.paste(frame, (0, 0))
    out = io.BytesIO()
    canvases[0].save(out, "GIF", save_all=True, append_images=canvases[1:], duration=200)
    assert parts(out.getvalue())[0].raw == GOOD


def test_a_transparent_ground_is_white() -> None:
    code = qr_image(LINK)
    clear = Image.merge("LA", (Image.new("L", code.size, 0), code.point(lambda shade: 255 - shade)))
    web = FakeWeb()
    web.put(LINK, GOOD)
    assert report_on(saved(clear), web.fetch).verdict is Verdict.VALID


@pytest.mark.parametrize(
    ("raw", "verdict", "code"),
    [
        (png(), Verdict.INVALID, "structure.not_a_credential"),
        (qr("Hello"), Verdict.INVALID, "structure.not_a_credential"),
        (qr("http://school.example/1"), Verdict.INVALID, "structure.not_a_credential"),
        (qr("VP1-B3ECQDIYACEMHIGDODB7KOAMD"), Verdict.UNDECIDED, "structure.unsupported"),
        (beside(GOOD[:600], GOOD[700:]), Verdict.INVALID, "structure.not_json"),
        (qr(LINK)[:200], Verdict.INVALID, "structure.damaged"),
        (b"\xff\xd8\xff\xe0" + bytes(50), Verdict.INVALID, "structure.damaged"),
        (qr(LINK), Verdict.UNDECIDED, "structure.unreadable"),
    ],
)
def test_a_picture_without_a_credential_says_so(raw: bytes, verdict: Verdict, code: str) -> None:
    report = report_on(raw)
    assert (report.verdict, report.code) == (verdict, code)


@pytest.mark.parametrize("size", [(4500, 4000), (30000, 30000)])
def test_a_picture_of_too_many_points_is_not_unpacked(size: tuple[int, int]) -> None:
    assert report_on(saved(Image.new("1", size))).code == "structure.too_large"


def test_a_large_photograph_is_looked_at_made_smaller() -> None:
    photograph = Image.new("L", (3500, 4500), "white")
    photograph.paste(qr_image(LINK).resize((1600, 1600)), (900, 1200))
    web = FakeWeb()
    web.put(LINK, GOOD)
    for kind in ("JPEG", "PNG"):
        assert report_on(saved(photograph, kind), web.fetch).verdict is Verdict.VALID


@pytest.mark.parametrize("kind", ["WEBP", "GIF"])
def test_pictures_that_can_move_may_have_fewer_points(kind: str) -> None:
    assert report_on(saved(Image.new("L", (3000, 3000)), kind)).code == "structure.too_large"
