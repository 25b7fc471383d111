"""A text as a QR code (ISO/IEC 18004): dark on white, error correction M, a quiet zone of four modules.

A text is a link, or a compact credential as it stands: bytes that every reader of codes gives back, and that a verifier
reads without a network.
"""

from __future__ import annotations

import io

import qrcode
from markupsafe import Markup
from qrcode.constants import ERROR_CORRECT_M

from verifier.codec.sniffing import is_json, is_token

QUIET_ZONE = 4
MOST_BYTES = 900  # of a credential: 113 modules, each 0.7 mm wide on a printed sheet
PNG_MODULE = 12  # pixels: a code of 45 modules prints at 300 dpi on more than 40 mm


def text_for_code(raw: bytes) -> str | None:
    """The credential as the text of a code; None where it is too large for one, or is no text that is read there."""
    try:
        text = raw.strip().decode("utf-8")
    except UnicodeDecodeError:
        return None
    fits = len(raw.strip()) <= MOST_BYTES
    return text if fits and (is_token(raw) or is_json(raw)) else None


def draw_svg(text: str) -> Markup:
    """One path on a white ground, without a size of its own; the page gives it its size and its label."""
    matrix = _code(text).get_matrix()
    size = len(matrix)
    rows = (f"M{x} {y}h1v1h-1z" for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark)
    return Markup(  # noqa: S704  (numbers alone)
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{size}v{size}H0z"/><path fill="#000" d="{"".join(rows)}"/></svg>'
    )


def draw_png(text: str) -> bytes:
    """The code as a PNG picture."""
    out = io.BytesIO()
    _code(text).make_image(fill_color="black", back_color="white").save(out, "PNG")
    return out.getvalue()


def _code(text: str) -> qrcode.QRCode:
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, box_size=PNG_MODULE, border=QUIET_ZONE)
    code.add_data(text.encode(), optimize=0)
    code.make(fit=True)
    return code
