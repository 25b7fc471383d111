"""Any bytes -> the credentials in them: recognise the format, and say plainly what it is where it is none of ours."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from verifier.codec.json_text import read_json, split_json
from verifier.codec.sniffing import is_shared
from verifier.credential import Credential
from verifier.errors import Json, Malformed, Unreachable, Unsupported, VerifierError
from verifier.kinds import is_envelope
from verifier.plugins import all_formats, all_wrappers
from verifier.world import Answer, Fetch, no_network

MAX_BYTES = 8 * 1024 * 1024
MAX_PARTS = 100
MAX_DEPTH = 4  # wrappers inside wrappers
MAX_UNPACKED = 4 * MAX_BYTES  # of everything together
MAX_SECONDS = 0.5  # of work on all of it; a hundred long transcripts take half of that, a photograph a tenth
MAX_ASKED = 10  # addresses that the links of one import lead to


class _Left:
    """What may still be unpacked of one import, and the work that may go into it."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._end = clock() + MAX_SECONDS
        self.bytes = MAX_UNPACKED

    def check(self) -> None:
        """Raises Unsupported `structure.too_large`: what was not looked at is not called false."""
        if self.bytes < 0 or self._clock() > self._end:
            raise Unsupported("structure.too_large", {"limit": MAX_UNPACKED})


@dataclass(frozen=True)
class Part:
    """One thing found in what was taken in: a credential, or why it could not be read as one."""

    raw: bytes
    credential: Credential | None
    problem: VerifierError | None = None


def read(raw: bytes) -> Credential:
    """The one credential that `raw` is.

    Raises Malformed `structure.*` (`.empty`, `.too_large`, `.not_a_credential`, and what reading JSON raises) or
    Unsupported `structure.unsupported` for what is recognised and not read. Of an envelope, what is inside is read.
    """
    return _read(raw, MAX_DEPTH)


def _read(raw: bytes, depth: int) -> Credential:
    _check_size(raw)
    document = read_json(raw) if looks_like_json(raw) else None
    for each in all_formats():
        if not each.recognises(raw, document):
            continue
        if not is_envelope(each):
            return each.read_credential(raw, document)
        if not depth:
            raise Malformed("structure.too_deep", {"limit": MAX_DEPTH})
        return _read(each.open_envelope(document), depth - 1)
    raise _unrecognised(raw, document)


def read_parts(raw: bytes, fetch: Fetch = no_network, clock: Callable[[], float] = time.thread_time) -> list[Part]:
    """Everything that one import holds: one credential, the members of a JSON list, what wrappers carry.

    Wrappers are peeled at most `MAX_DEPTH` deep; `fetch` is asked where one is a link. Raises only for the whole:
    `structure.too_large`, `structure.empty`, `structure.too_many`, or not JSON at all. What is in a collection beyond
    `MAX_SECONDS` of work, as `clock` counts it, stays unread (`structure.too_large`, too).
    """
    left = _Left(clock)
    pieces = _peel(raw, _at_most(fetch, MAX_ASKED), MAX_DEPTH, left)
    if not pieces:
        raise Malformed("structure.empty")
    if len(pieces) > MAX_PARTS:
        raise Malformed("structure.too_many", {"limit": MAX_PARTS})
    if len(pieces) == 1 and pieces[0].problem is not None and pieces[0].raw is raw:
        raise pieces[0].problem
    return [each if each.problem is not None else _part(each.raw, left) for each in pieces]


def follow_link(url: str, fetch: Fetch) -> list[bytes]:
    """What a link leads to: the bytes of each credential there, or the link itself where that has to say what it is.

    Raises Unreachable `fetch.*` where nothing answers.
    """
    raw = url.encode("utf-8", "surrogatepass")
    if not url.startswith("https://") and not is_shared(url):
        return [fetch(url, "*/*").body]
    parts = _peel(raw, _at_most(fetch, MAX_ASKED), MAX_DEPTH, _Left(time.thread_time))
    for each in parts:
        reason = each.problem.facts.get("reason") if each.problem else None
        if isinstance(each.problem, Unreachable) and isinstance(reason, str):
            raise Unreachable(reason, each.problem.facts)
    return [each.raw for each in parts]


def _peel(raw: bytes, fetch: Fetch, depth: int, left: _Left) -> list[Part]:
    """The pieces inside, not yet read."""
    try:
        left.check()
        _check_size(raw)
        wrapper = next((each for each in all_wrappers() if each.recognises(raw)), None)
        if wrapper is None:
            pieces = split_json(raw, MAX_PARTS) if looks_like_json(raw) else [raw]
            alone = len(pieces) == 1 and not _is_list(raw)  # then it keeps every byte, white space too
            return [Part(piece, None) for piece in ([raw] if alone else pieces)]
        if not depth:
            raise Malformed("structure.too_deep", {"limit": MAX_DEPTH, "kind": wrapper.NAME})
        inside = wrapper.unwrap(raw, fetch)
        left.bytes -= sum(len(each) for each in inside)
        if left.bytes < 0 or len(inside) > MAX_PARTS:
            raise Malformed("structure.too_large", {"limit": MAX_UNPACKED, "kind": wrapper.NAME})
    except VerifierError as error:
        return [Part(raw, None, error)]
    return [part for each in inside for part in _peel(each, fetch, depth - 1, left)][: MAX_PARTS + 1]


def _at_most(fetch: Fetch, most: int) -> Fetch:
    left = iter(range(most))

    def ask(url: str, accept: str) -> Answer:
        if next(left, None) is None:
            raise Unreachable("fetch.too_many", {"limit": most})
        return fetch(url, accept)

    return ask


def _check_size(raw: bytes) -> None:
    if len(raw) > MAX_BYTES:
        raise Malformed("structure.too_large", {"bytes": len(raw), "limit": MAX_BYTES})
    if not raw.strip():
        raise Malformed("structure.empty")


def _is_list(raw: bytes) -> bool:
    return raw.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"["


def looks_like_json(raw: bytes) -> bool:
    """Whether the first character is one that begins a JSON object or list."""
    return raw.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[") or raw[:2] in (b"\xff\xfe", b"\xfe\xff")


def _part(raw: bytes, left: _Left) -> Part:
    try:
        left.check()
        return Part(raw, read(raw))
    except VerifierError as error:
        return Part(raw, None, error)


# What other things begin with, so that the sentence can name them: (beginning, kind, may it carry a credential).
_BEGINNINGS: tuple[tuple[bytes, str, bool], ...] = (
    (b"<?xml", "xml", True),
    (b"VP1-", "cbor_ld", True),  # what a code of that kind says, scanned elsewhere
    (b"<", "html", False),
)


def _unrecognised(raw: bytes, document: Json) -> VerifierError:
    start = raw[:512].lstrip(b"\xef\xbb\xbf \t\r\n")
    for beginning, kind, carries in _BEGINNINGS:
        if start.lower().startswith(beginning.lower()):
            error = Unsupported if carries else Malformed
            code = "structure.unsupported" if carries else "structure.not_a_credential"
            return error(code, {"kind": kind})
    if isinstance(document, dict) and "payload" in document and ("signatures" in document or "signature" in document):
        return Unsupported("structure.unsupported", {"kind": "jws_json"})
    return Malformed("structure.not_a_credential")
