"""What was found, as problem details (RFC 9457) of the types that the specifications name.

Verifiable Credentials Data Model 2.0, section 7.1.1; Bitstring Status List 1.0, section 3.5. `code` is ours.
"""

from __future__ import annotations

from collections.abc import Iterator

from verifier.catalogue import sentence
from verifier.errors import JsonObject
from verifier.report import Outcome, Report, Verdict

_MODEL = "https://www.w3.org/TR/vc-data-model#"
_STATUS = "https://www.w3.org/ns/credentials/status-list#"
_TITLES = {
    f"{_MODEL}PARSING_ERROR": "It could not be read.",
    f"{_MODEL}MALFORMED_VALUE_ERROR": "A value is not as it has to be.",
    f"{_MODEL}RANGE_ERROR": "A value is out of its range.",
    f"{_MODEL}CRYPTOGRAPHIC_SECURITY_ERROR": "What secures it could not be verified.",
    f"{_STATUS}STATUS_RETRIEVAL_ERROR": "Its status could not be fetched.",
    f"{_STATUS}STATUS_VERIFICATION_ERROR": "Its status does not let it count.",
    "about:blank": "It could not be judged.",
}
_UNREADABLE = frozenset(
    {"structure.not_json", "structure.encoding", "structure.duplicate_key", "structure.too_deep", "structure.empty"}
)


def problem_type(code: str) -> str:
    """The type of a code: a URL."""
    step = code.partition(".")[0]
    if code in _UNREADABLE:
        return f"{_MODEL}PARSING_ERROR"
    if code == "status.unreachable":
        return f"{_STATUS}STATUS_RETRIEVAL_ERROR"
    return {
        "structure": f"{_MODEL}MALFORMED_VALUE_ERROR",
        "schema": f"{_MODEL}MALFORMED_VALUE_ERROR",
        "key": f"{_MODEL}CRYPTOGRAPHIC_SECURITY_ERROR",
        "proof": f"{_MODEL}CRYPTOGRAPHIC_SECURITY_ERROR",
        "holder": f"{_MODEL}CRYPTOGRAPHIC_SECURITY_ERROR",
        "validity": f"{_MODEL}RANGE_ERROR",
        "status": f"{_STATUS}STATUS_VERIFICATION_ERROR",
    }.get(step, "about:blank")


def problem_of(code: str) -> JsonObject:
    """One problem. Its detail is our sentence, without facts: those would be pieces of what was sent."""
    kind = problem_type(code)
    return {"type": kind, "title": _TITLES[kind], "detail": sentence("en", code) or code, "code": code}


def problems_of(report: Report) -> Iterator[JsonObject]:
    """A problem for each check that kept the credential, or one that it carries, from being valid; none where it is."""
    for code in dict.fromkeys(_codes(report)):
        yield problem_of(code)


def _codes(report: Report) -> Iterator[str]:
    if report.verdict is Verdict.VALID:
        return
    yield report.code  # what decided comes first
    for each in report.checks:
        if each.outcome in (Outcome.FAIL, Outcome.UNKNOWN) and each.name != "trust":
            yield each.code
    for inner in report.inside:
        yield from _codes(inner)
