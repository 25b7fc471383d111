"""Pictures, documents and archives with credentials inside, made as issuers make them."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping

import pikepdf
import qrcode
from PIL import Image

from tests.world import NOW
from verifier.examine import examine
from verifier.reading import read_parts
from verifier.report import Report
from verifier.world import Fetch, World, no_network

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def codes(raw: bytes, fetch: Fetch = no_network) -> list[str]:
    """What came of each part: `ok` where it was read as a credential, else the problem's code."""
    return [each.problem.code if each.problem else "ok" for each in parts(raw, fetch)]


def parts(raw: bytes, fetch: Fetch = no_network) -> list:  # type: ignore[type-arg]
    return read_parts(raw, fetch)


def report_on(raw: bytes, fetch: Fetch = no_network) -> Report:
    return examine(raw, World(NOW, fetch)).report


def chunk(kind: bytes, data: bytes, crc: int | None = None) -> bytes:
    """One chunk of a PNG, with its own CRC or a given one."""
    code = zlib.crc32(kind + data) if crc is None else crc
    return len(data).to_bytes(4) + kind + data + code.to_bytes(4)


def text_chunk(text: bytes, keyword: bytes = b"openbadges", *, packed: bool = False) -> bytes:
    """An iTXt chunk as baking makes it."""
    head = keyword + (b"\0\x01\0" if packed else b"\0\0\0") + b"\0\0"
    return chunk(b"iTXt", head + (zlib.compress(text) if packed else text))


def png(*chunks: bytes) -> bytes:
    """A picture of one pixel with more chunks after its header."""
    out = io.BytesIO()
    Image.new("L", (1, 1)).save(out, "PNG")
    whole = out.getvalue()
    header = len(SIGNATURE) + 25
    return whole[:header] + b"".join(chunks) + whole[header:]


def svg(inside: str, attributes: str = 'xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0"') -> bytes:
    return f'<svg xmlns="http://www.w3.org/2000/svg" {attributes}>{inside}<rect width="9" height="9"/></svg>'.encode()


def pdf(files: Mapping[str, bytes], **saving: object) -> bytes:
    document = pikepdf.new()
    document.add_blank_page()
    for name, data in files.items():
        document.attachments[name] = pikepdf.AttachedFileSpec(document, data, filename=name)
    out = io.BytesIO()
    document.save(out, **saving)  # type: ignore[arg-type]
    return out.getvalue()


def archive(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as target:
        for name, data in files.items():
            target.writestr(name, data)
    return out.getvalue()


def qr_image(text: str | bytes) -> Image.Image:
    code = qrcode.QRCode(border=4, box_size=3, error_correction=qrcode.constants.ERROR_CORRECT_L)
    code.add_data(text, optimize=0)
    code.make()
    return code.make_image().get_image().convert("L")


def saved(image: Image.Image, kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    image.save(out, kind)
    return out.getvalue()


def qr(text: str | bytes, kind: str = "PNG") -> bytes:
    """A picture of one QR code."""
    return saved(qr_image(text), kind)


def beside(*texts: bytes) -> bytes:
    """A picture of several QR codes in one row."""
    images = [qr_image(each) for each in texts]
    row = Image.new("L", (sum(each.width for each in images), max(each.height for each in images)), "white")
    left = 0
    for each in images:
        row.paste(each, (left, 0))
        left += each.width
    return saved(row)
