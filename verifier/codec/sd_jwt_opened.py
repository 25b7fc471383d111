"""An SD-JWT taken apart: its signatures, what was signed, and the claims with what was disclosed in its place."""

from __future__ import annotations

from dataclasses import dataclass

from verifier.codec import jose, sd_jwt
from verifier.codec.json_text import read_json
from verifier.errors import Json, JsonObject, Malformed, VerifierError


@dataclass(frozen=True)
class Opened:
    """`problem` says what is wrong with the disclosures; `claims` are then the signed ones, and `processed` is None."""

    written: sd_jwt.SdJwt
    signatures: list[jose.Jws]
    payload: JsonObject
    claims: JsonObject
    processed: sd_jwt.Processed | None
    problem: VerifierError | None

    @property
    def document(self) -> JsonObject:
        """The W3C credential or presentation inside: the claims themselves, or their `vc`."""
        inner = self.claims.get("vc")
        return inner if isinstance(inner, dict) and "credentialSubject" not in self.claims else self.claims

    @property
    def whole(self) -> sd_jwt.Processed:
        """What came out of all disclosures. Raises `problem`."""
        if self.processed is None:
            raise self.problem or Malformed("proof.disclosure")
        return self.processed


def open_sd_jwt(raw: bytes, document: Json = None) -> Opened:
    """Raises Malformed `structure.malformed`, `proof.malformed` and what reading JSON raises.

    `document` is the value of `raw` where that is JSON and was read already.
    """
    if document is None and raw.lstrip()[:1] == b"{":
        document = read_json(raw)
    if isinstance(document, dict):
        written = sd_jwt.read_json_form(document)
        signatures = jose.read_json(document)
    else:
        written = sd_jwt.read_compact(raw.strip().decode("ascii"))
        signatures = [jose.read_compact(each) for each in written.signed]
    payload = read_json(signatures[0].payload)
    if not isinstance(payload, dict):
        raise Malformed("structure.malformed", {"reason": "what was signed is no JSON object"})
    try:
        processed = sd_jwt.process(payload, written.disclosures)
    except VerifierError as error:
        if not error.code.startswith("proof."):
            raise
        return Opened(written, signatures, payload, payload, None, error)
    return Opened(written, signatures, payload, processed.claims, processed, None)
