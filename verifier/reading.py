"""Any bytes -> the credentials in them: recognise the format, and say plainly what it is where it is none of ours."""

from __future__ import annotations

from dataclasses import dataclass

from verifier.codec.json_text import read_json, split_json
from verifier.credential import Credential
from verifier.errors import Json, Malformed, Unsupported, VerifierError
from verifier.plugins import all_formats

MAX_BYTES = 8 * 1024 * 1024
MAX_PARTS = 100


@dataclass(frozen=True)
class Part:
    """One thing found in what was taken in: a credential, or why it could not be read as one."""

    raw: bytes
    credential: Credential | None
    problem: VerifierError | None = None


def read(raw: bytes) -> Credential:
    """The one credential that `raw` is.

    Raises Malformed `structure.*` (`.empty`, `.too_large`, `.not_a_credential`, and what reading JSON raises) or
    Unsupported `structure.unsupported` for what is recognised and not read.
    """
    if len(raw) > MAX_BYTES:
        raise Malformed("structure.too_large", {"bytes": len(raw), "limit": MAX_BYTES})
    if not raw.strip():
        raise Malformed("structure.empty")
    document = read_json(raw) if looks_like_json(raw) else None
    for each in all_formats():
        if each.recognises(raw, document):
            return each.read_credential(raw, document)
    raise _unrecognised(raw, document)


def read_parts(raw: bytes) -> list[Part]:
    """Everything that one import holds: one credential, or the members of a JSON list or of values in a row.

    Raises only for the whole: `structure.too_large`, `structure.empty`, `structure.too_many`, or not JSON at all.
    """
    if len(raw) > MAX_BYTES:
        raise Malformed("structure.too_large", {"bytes": len(raw), "limit": MAX_BYTES})
    if not looks_like_json(raw):
        return [_part(raw)]
    pieces = split_json(raw, MAX_PARTS)
    if not pieces:
        raise Malformed("structure.empty")
    return [_part(raw)] if len(pieces) == 1 and not _is_list(raw) else [_part(piece) for piece in pieces]


def _is_list(raw: bytes) -> bool:
    return raw.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"["


def looks_like_json(raw: bytes) -> bool:
    """Whether the first character is one that begins a JSON object or list."""
    return raw.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[") or raw[:2] in (b"\xff\xfe", b"\xfe\xff")


def _part(raw: bytes) -> Part:
    try:
        return Part(raw, read(raw))
    except VerifierError as error:
        return Part(raw, None, error)


# What other things begin with, so that the sentence can name them: (beginning, kind, may it carry a credential).
_BEGINNINGS: tuple[tuple[bytes, str, bool], ...] = (
    (b"\x89PNG", "png", True),
    (b"\xff\xd8\xff", "jpeg", False),
    (b"GIF8", "gif", False),
    (b"%PDF", "pdf", True),
    (b"PK\x03\x04", "zip", True),
    (b"\x1f\x8b", "gzip", True),
    (b"<svg", "svg", True),
    (b"<?xml", "xml", True),
    (b"<", "html", False),
    (b"eyJ", "jwt", True),
    (b"data:", "data_url", True),
)


def _unrecognised(raw: bytes, document: Json) -> VerifierError:
    start = raw[:512].lstrip(b"\xef\xbb\xbf \t\r\n")
    for beginning, kind, carries in _BEGINNINGS:
        if start.lower().startswith(beginning.lower()):
            error = Unsupported if carries else Malformed
            code = "structure.unsupported" if carries else "structure.not_a_credential"
            return error(code, {"kind": "svg" if b"<svg" in start.lower() else kind})
    if isinstance(document, dict):
        types = document.get("type", document.get("@type"))
        named = [each for each in (types if isinstance(types, list) else [types]) if isinstance(each, str)]
        if any(each in _OTHER_DOCUMENTS for each in named):
            return Unsupported("structure.unsupported", {"kind": named[0][:80]})
        if "payload" in document and ("signatures" in document or "signature" in document):
            return Unsupported("structure.unsupported", {"kind": "jws_json"})
    return Malformed("structure.not_a_credential")


_OTHER_DOCUMENTS = frozenset({"VerifiablePresentation", "Assertion", "EnvelopedVerifiableCredential", "BlockcertsV2"})
