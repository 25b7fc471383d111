"""Endorsements: who writes that they stand by an issuer, an achievement or a credential."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from verifier.codec.json_text import read_json
from verifier.codec.multibase import decode_base64url
from verifier.codec.pointer import Node, read_document
from verifier.elements.bodies import read_body
from verifier.elements.values import said, shorten
from verifier.errors import VerifierError
from verifier.record import Value

LONGEST_TOKEN = 100_000  # characters of a JWT inside a credential


def read_endorsements(holder: Node, of: str, **detail: str) -> Iterator[Value]:
    """Endorsed by whom. Anybody can write an endorsement into a credential: its proof is a matter of its own."""
    for each in holder["endorsement"].each:
        yield from _endorsement(each, each, of, detail)
    for each in holder["endorsementJwt"].each:
        yield from _endorsement(read_token(each), each, of, detail)


def _endorsement(endorsement: Node, found_at: Node, of: str, more: dict[str, str]) -> Iterator[Value]:
    issuer = endorsement["issuer"].first
    comment = said(endorsement["credentialSubject"].first["endorsementComment"])
    detail = shorten({"kind": "endorsement", "of": of, "proof": "not checked", "comment": comment, **more})
    for value in read_body(issuer or endorsement["iss"], ""):
        yield replace(value, path=value.path if endorsement is found_at else found_at.path, detail=detail)


def read_token(token: Node) -> Node:
    """The credential inside a compact JWS, nothing where it is none; its signature is not looked at."""
    parts = token.value.split(".") if isinstance(token.value, str) and len(token.value) <= LONGEST_TOKEN else []
    try:
        payload = read_json(decode_base64url(parts[1])) if parts[2:] else None
    except VerifierError:
        return Node(None)
    return read_document(payload) if isinstance(payload, dict) else Node(None)
