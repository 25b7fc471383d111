"""A picture for what has none: stones in colours that follow from the digest, so that two cards can be told apart."""

from __future__ import annotations

from hashlib import sha256

_WIDTHS = (19, 16, 13, 10)  # half the width of each stone, from the lowest up, in units of a 48 x 48 square


def draw_mark(digest: str) -> str:
    """SVG for a hex digest: always the same, with nothing of `digest` in it, safe to put into a page as it is.

    Colours and shapes are presentation attributes, which a strict Content-Security-Policy lets through.
    """
    data = sha256(b"cairn/mark/1" + digest.encode("utf-8", "replace")).digest()
    hue = int.from_bytes(data[:2], "big") % 360
    stones = 3 + data[2] % 2
    parts = [_sky(data, hue)]
    base = 41.0
    for number in range(stones):
        one, two, three, four = data[4 + 4 * number : 8 + 4 * number]
        height = 4.2 + one % 24 / 10
        width = _WIDTHS[number] - two % 5
        x = 24 + (three % 9 - 4) * (0.5 + number * 0.3)
        turn = four % 13 - 6
        colour = f"hsl({(hue + (one % 5 - 2) * 14) % 360}, {34 + two % 22}%, {34 + number * 7 + three % 8}%)"
        base -= height
        parts.append(
            f'<ellipse cx="{x:.1f}" cy="{base:.1f}" rx="{width}" ry="{height:.1f}" fill="{colour}" '
            f'transform="rotate({turn} {x:.1f} {base:.1f})"/>'
        )
        base -= height - 0.6
    shapes = "".join(parts)
    return f'<svg viewBox="0 0 48 48" aria-hidden="true" focusable="false">{shapes}</svg>'


def _sky(data: bytes, hue: int) -> str:
    around = (hue + 150 + data[3] % 60) % 360
    x, y = 9 + data[20] % 30, 7 + data[21] % 8
    return (
        f'<rect width="48" height="48" fill="hsl({around}, 30%, 84%)"/>'
        f'<circle cx="{x}" cy="{y}" r="{3 + data[22] % 3}" fill="hsl({around}, 45%, {66 + data[23] % 10}%)"/>'
    )
