"""Codes as they come out of a printer and lie before a camera: read back by a reader of another maker."""

from __future__ import annotations

import io
import re

import pytest
import zxingcpp
from PIL import Image, ImageFilter

from wallet.shares.qr import MOST_BYTES, QUIET_ZONE, draw_png, draw_svg, text_for_code

LINK = "https://wallet.example/s/3kTMd5mCk9mWmbGkv2cZ1Q#Zr8dGmQx0wqL3sUX2J6m4n1vYfVtE7hB5oRkKpCaTiw"
TOKEN = "eyJ" + "hbGciOiJFZERTQSJ9" * 10 + "." + "Ab3-_" * 120 + "." + "x9" * 40
SMALL_PRINT = "eyJ" + "Q" * (MOST_BYTES - 7) + ".e30"


def read(picture: Image.Image) -> str:
    found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    return found[0].text if len(found) == 1 else ""


def printed(text: str, side: int) -> Image.Image:
    """The code, `side` pixels wide with its quiet zone, on a grey table."""
    code = Image.open(io.BytesIO(draw_png(text))).convert("L").resize((side, side), Image.Resampling.BILINEAR)
    table = Image.new("L", (side * 2, side * 2), 150)
    table.paste(code, (side // 2, side // 2))
    return table


def modules(text: str) -> int:
    view = re.search(r'viewBox="0 0 (\d+) \1"', draw_svg(text))
    assert view is not None
    return int(view[1])


@pytest.mark.parametrize("text", [LINK, TOKEN, '{"name": "Größe €"}'], ids=["link", "token", "umlauts"])
@pytest.mark.parametrize("turn", [0, 7, 90, 135, 180, 261])
@pytest.mark.parametrize("pixels", [3, 5, 9])
def test_a_code_is_read_in_every_size_and_direction(text: str, turn: int, pixels: int) -> None:
    picture = printed(text, modules(text) * pixels)
    assert read(picture.rotate(turn, Image.Resampling.BICUBIC, fillcolor=150)) == text


@pytest.mark.parametrize("text", [LINK, SMALL_PRINT], ids=["link", "credential"])
def test_a_code_is_read_from_a_pale_and_blurred_print(text: str) -> None:
    pale = printed(text, modules(text) * 6).point(lambda shade: 90 + shade * 130 // 255)
    assert read(pale.filter(ImageFilter.GaussianBlur(1.5))) == text


def test_a_link_is_read_with_a_stain_on_it() -> None:
    """Error correction M mends what a thumb or a fold takes away."""
    side = modules(LINK) * 8
    picture = printed(LINK, side)
    stain = side // 7
    picture.paste(200, (side, side, side + stain, side + stain))
    assert read(picture) == LINK


@pytest.mark.parametrize("text", [LINK, SMALL_PRINT], ids=["link", "credential"])
def test_a_code_says_its_text_byte_by_byte_with_error_correction_m(text: str) -> None:
    (found,) = zxingcpp.read_barcodes(printed(text, modules(text) * 5))
    assert (found.bytes, found.ec_level) == (text.encode(), "M")


def test_the_svg_is_dark_on_white_with_a_quiet_zone() -> None:
    drawing = draw_svg(LINK)
    side = modules(LINK)
    assert f'fill="#fff" d="M0 0h{side}v{side}H0z"' in drawing
    assert 'fill="#000"' in drawing
    places = [(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)h1v1", drawing)]
    for line in zip(*places, strict=True):
        assert (min(line), max(line)) == (QUIET_ZONE, side - QUIET_ZONE - 1)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (TOKEN.encode(), TOKEN),
        (TOKEN.encode() + b"~WyJh~\n", TOKEN + "~WyJh~"),
        (b'{"a": "\xc3\xa4"}', '{"a": "ä"}'),
        (SMALL_PRINT.encode() + b".", None),
        (b'{"a": "' + "ä".encode() * 450 + b'"}', None),
        (b'{"a": "\xff"}', None),
        (b"\xd2\x84\x43", None),
        (b"plain words", None),
        (b"", None),
    ],
)
def test_only_a_compact_credential_that_is_text_gets_a_code(raw: bytes, text: str | None) -> None:
    assert text_for_code(raw) == text


def test_the_largest_credential_has_modules_that_a_printer_can_draw() -> None:
    assert 92 / modules(SMALL_PRINT) > 0.7  # millimetres, on the printed sheet
