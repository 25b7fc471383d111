"""Pictures that came inside a credential. What only names an address is left out: nothing is fetched."""

from __future__ import annotations

import re
from collections.abc import Iterator

from verifier.codec.pointer import Node
from verifier.elements.values import read_value, said
from verifier.record import Value

LARGEST_IMAGE = 2_000_000  # characters of a data: URL, or of a picture's base64
_IMAGE = re.compile(
    r"data:image/(?:png|jpeg|gif|webp|svg\+xml)(?:;charset=[a-z0-9-]{1,20})?"
    r"(?:;base64,[a-z0-9+/]+={0,2}|,[a-z0-9._~:/?#\[\]@!$&'()*+,;=%-]+)",
    re.IGNORECASE,
)
_BASE64 = re.compile(r"[A-Za-z0-9+/]+={0,2}")
_PICTURES = {"iVBORw0KGgo": "png", "/9j/": "jpeg", "R0lGOD": "gif"}  # how their base64 begins


def read_pictures(holder: Node, of: str) -> Iterator[Value]:
    """The picture of an Image object or of a plain text, where it is a `data:` URL."""
    image = holder["image"].first
    node = image["id"] or image
    if isinstance(node.value, str) and len(node.value) <= LARGEST_IMAGE and _IMAGE.fullmatch(node.value):
        yield from read_value(node, text=node.value, of=of, caption=said(image["caption"]))


def read_encoded_picture(node: Node, of: str) -> Iterator[Value]:
    """A picture in base64. What it is is told by how it begins: the type that stands beside it is often another."""
    content = node.value
    if not isinstance(content, str) or len(content) > LARGEST_IMAGE or not _BASE64.fullmatch(content):
        return
    kind = next((name for start, name in _PICTURES.items() if content.startswith(start)), "")
    if kind:
        yield from read_value(node, text=f"data:image/{kind};base64,{content}", of=of)
