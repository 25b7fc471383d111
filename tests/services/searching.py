"""Look for things that must not be there, in bytes, in every shape that a program might have written them in."""

from __future__ import annotations

import json
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

SHORTEST = 6  # bytes of a shape: anything shorter is found by chance


def shapes_of(secret: str | bytes) -> dict[str, bytes]:
    """The shapes of a secret: plain, UTF-16, JSON, hex, as Python prints it, base64 wherever it stands in a text."""
    shapes: dict[str, bytes] = {}
    if isinstance(secret, str):
        raw = secret.encode()
        shapes["UTF-16 LE"], shapes["UTF-16 BE"] = secret.encode("utf-16-le"), secret.encode("utf-16-be")
        shapes["JSON"] = json.dumps(secret)[1:-1].encode()
    else:
        raw = secret
    shapes["plain"] = raw
    shapes["hex"], shapes["HEX"] = raw.hex().encode(), raw.hex().upper().encode()
    shapes["Python"] = repr(raw)[2:-1].encode()
    for offset in range(3):
        shapes[f"base64 at {offset}"] = _base64_at(raw, offset, b64encode)
        shapes[f"base64url at {offset}"] = _base64_at(raw, offset, urlsafe_b64encode)
    return {name: shape for name, shape in shapes.items() if len(shape) >= SHORTEST}


def _base64_at(raw: bytes, offset: int, encode: Callable[[bytes], bytes]) -> bytes:
    """Those characters of base64 that are the secret's alone, where `offset` bytes (modulo 3) stand before it."""
    text = encode(bytes(offset) + raw)
    first = -(-offset * 8 // 6)
    last = (offset + len(raw)) * 8 // 6
    return text[first:last]


def find(secrets: Mapping[str, str | bytes], haystacks: Iterable[tuple[str, bytes]]) -> list[str]:
    """`where: what, in which shape` for everything that was found."""
    shapes = [(name, kind, shape) for name, secret in secrets.items() for kind, shape in shapes_of(secret).items()]
    return [
        f"{where}: {name}, {kind}" for where, content in haystacks for name, kind, shape in shapes if shape in content
    ]


def files_under(folder: Path) -> Iterable[tuple[str, bytes]]:
    """Every file below a folder: its path and its bytes."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield str(path.relative_to(folder)), path.read_bytes()
