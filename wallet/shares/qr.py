"""A link as a QR code (ISO/IEC 18004): dark on white, error correction M, a quiet zone of four modules."""

from __future__ import annotations

import io

import qrcode
from markupsafe import Markup
from qrcode.constants import ERROR_CORRECT_M

QUIET_ZONE = 4
PNG_MODULE = 12  # pixels: a code of 45 modules prints at 300 dpi on more than 40 mm


def draw_svg(link: str) -> Markup:
    """One path on a white ground, without a size of its own; the page gives it its size and its label."""
    matrix = _code(link).get_matrix()
    size = len(matrix)
    rows = (f"M{x} {y}h1v1h-1z" for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark)
    return Markup(  # noqa: S704  (numbers alone)
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{size}v{size}H0z"/><path fill="#000" d="{"".join(rows)}"/></svg>'
    )


def draw_png(link: str) -> bytes:
    """The code as a PNG picture."""
    out = io.BytesIO()
    _code(link).make_image(fill_color="black", back_color="white").save(out, "PNG")
    return out.getvalue()


def _code(link: str) -> qrcode.QRCode:
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, box_size=PNG_MODULE, border=QUIET_ZONE)
    code.add_data(link)
    code.make(fit=True)
    return code
