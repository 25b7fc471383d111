"""Pictures of QR codes (PNG, JPEG, WebP, GIF): a link, a whole credential, or one that several codes share.

A link beside a credential, as on a printed sheet, is where the same can be seen; it is not followed.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

from PIL import Image, ImageFilter, UnidentifiedImageError

from verifier.codec.json_text import read_json
from verifier.codec.sniffing import is_json, is_picture, is_token, may_be_credential, read_link
from verifier.errors import Malformed, Unsupported, VerifierError
from verifier.world import Fetch

NAME = "qr"
_FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
_MAX_PIXELS = 16_000_000  # once decoded, so that a picture takes no more than 64 MB; a telephone's has 12 million
_MAX_PIXELS_MOVING = 8_000_000  # of WebP and GIF, whose decoders keep several frames at once
_ENOUGH_PIXELS = 3_700_000  # of one frame that are looked at: a screen of 2560 by 1440
_FINE_PIXELS = 500_000  # of one frame whose modules may be a single pixel wide
_ALL_PIXELS = 3_000_000  # of all frames
_JPEG_SIDE = 3000  # pixels; a larger JPEG is decoded at a half, a quarter, an eighth
_MOST_FRAMES = 20
_MOST_CODES = 20
_PACKED_CREDENTIAL = b"VP1-"  # CBOR-LD in base32 or base45 (Verifiable Credential Barcodes)


def recognises(raw: bytes) -> bool:
    return is_picture(raw)


def unwrap(raw: bytes, fetch: Fetch) -> list[bytes]:  # noqa: ARG001  (as every wrapper is asked)
    """The codes' contents that may be a credential or are a link.

    Raises Malformed `structure.damaged`, `.too_large`, `.not_a_credential` (no such code in the picture); Unsupported
    `structure.unsupported` for a credential in CBOR-LD.
    """
    codes = list(dict.fromkeys(_codes(raw)))[:_MOST_CODES]
    found = [each for each in codes if may_be_credential(each) or read_link(each) or each.startswith(b"data:")]
    whole = [each for each in found if not is_json(each) or _is_whole(each)]
    if whole:
        return [each for each in whole if not read_link(each)] or whole
    joined = b"".join(codes)
    if len(codes) > 1 and (is_token(joined) or (is_json(joined) and _is_whole(joined))):
        return [joined]
    if any(each.startswith(_PACKED_CREDENTIAL) for each in codes):
        raise Unsupported("structure.unsupported", {"kind": "cbor_ld"})
    if found:
        return found
    raise Malformed("structure.not_a_credential", {"kind": NAME})


def _is_whole(raw: bytes) -> bool:
    try:
        read_json(raw)
    except VerifierError:
        return False
    return True


def _codes(raw: bytes) -> Iterator[bytes]:
    """The contents of the QR codes, frame by frame, as one reads: from the top, and from the left."""
    import zxingcpp  # noqa: PLC0415  (large, and few things that come are pictures)

    for frame in _frames(raw):
        codes = [
            each
            for each in zxingcpp.read_barcodes(frame, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
            if each.bytes
        ]
        height = max((abs(each.position.bottom_left.y - each.position.top_left.y) for each in codes), default=1) or 1
        codes.sort(key=lambda each: (round(each.position.top_left.y / height), each.position.top_left.x))
        yield from (bytes(each.bytes) for each in codes)


def _frames(raw: bytes) -> Iterator[Image.Image]:
    """Each frame in grey, no larger than is good to look at."""
    try:
        with Image.open(io.BytesIO(raw), formats=_FORMATS) as image:
            image.draft("L", (_JPEG_SIDE, _JPEG_SIDE))
            limit = _MAX_PIXELS_MOVING if image.format in ("WEBP", "GIF") else _MAX_PIXELS
            if image.width * image.height > limit:
                raise Malformed("structure.too_large", {"kind": NAME, "pixels": image.width * image.height})
            left = _ALL_PIXELS
            for number in range(min(getattr(image, "n_frames", 1), _MOST_FRAMES)):
                image.seek(number)
                frame = _without_dust(_grey(image))
                left -= frame.width * frame.height
                if number and left < 0:
                    return
                yield frame
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Malformed("structure.too_large", {"kind": NAME}) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, MemoryError) as error:
        raise Malformed("structure.damaged", {"kind": NAME}) from error


def _without_dust(frame: Image.Image) -> Image.Image:
    """A large frame without what is one pixel wide: ten thousands of tiny corners of codes would take minutes to pair,
    and no code in a photograph has modules that small."""
    return frame.filter(ImageFilter.BoxBlur(0.5)) if frame.width * frame.height > _FINE_PIXELS else frame


def _grey(image: Image.Image) -> Image.Image:
    """Shades of grey, no larger than is good to look at, what is transparent on white."""
    see_through = "A" in image.getbands() or "transparency" in image.info
    if image.mode not in ("L", "RGB", "RGBA", "LA"):
        image = image.convert("LA" if see_through else "L")
    factor = 1
    while image.width * image.height > _ENOUGH_PIXELS * factor * factor:
        factor += 1
    image = image.reduce(factor) if factor > 1 else image
    if not see_through:
        return image.convert("L")
    seen = image.convert("LA")
    white = Image.new("L", seen.size, "white")
    white.paste(seen.getchannel("L"), mask=seen.getchannel("A"))
    return white
