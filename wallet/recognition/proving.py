"""Who is proved, and how a credential stands: what a report comes to for counting.

The signing key, a domain or a certificate prove who sealed; nobody else is proved by them. Who a document names as
issuing or awarding body is claimed, except where its own number is the certificate's.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

from verifier.credential import Credential
from verifier.errors import Fact
from verifier.record import Record, Value
from verifier.report import Check, Outcome, Report
from wallet.recognition.achievement import Standing, Trouble
from wallet.recognition.body import Body, Identity, identity_of

_CERTIFIED = frozenset({"europass_jades", "europass_xml"})
_REGISTERED = re.compile(r"[A-Z]{3}[A-Z]{2}-.+")  # EN 319 412-1, section 5.1.4: VATSI-61038750
_NUMBER = re.compile(r"(.{1,200}?) \((.{1,100})\)")
_SEALERS = ("seal", "issuer", "issuingBody")
_AWARDERS = ("awardingBody", "creator")


def read_standing(report: Report, outer: Standing | None = None) -> Standing:
    """What the report found, with the troubles of what carries the credential (`outer`)."""
    own = report.own_verdict.value
    troubles = set() if own == "valid" else _troubles(report)
    if own != "valid" and not troubles:
        troubles = {Trouble.INVALID if own == "invalid" else Trouble.UNDECIDED}
    verdict, code = own, _code(report)
    if outer is not None and outer.verdict != "valid":
        troubles |= outer.troubles
        verdict, code = (outer.verdict, outer.code) if verdict != "invalid" else (verdict, code)
    return Standing(verdict, code, frozenset(troubles), report.at)


def _code(report: Report) -> str:
    if report.own_verdict is report.verdict:
        return report.code
    failing = [each.code for each in report.checks if each.outcome in (Outcome.FAIL, Outcome.UNKNOWN)]
    return "ok" if report.own_verdict.value == "valid" else next(iter(failing), "internal")


def _troubles(report: Report) -> set[Trouble]:
    """Every reason why the verdict is not valid; a check that the policy only notes is none."""
    found = set()
    for check in report.checks:
        weight = report.policy.weight(check.name).value
        fails = check.outcome is Outcome.FAIL and weight != "noted"
        missing = check.outcome in (Outcome.UNKNOWN, Outcome.ABSENT) and weight == "required"
        if fails or missing or (check.outcome is Outcome.UNKNOWN and weight == "weighed"):
            found.add(_trouble(check, fails))
    return found


def _trouble(check: Check, fails: bool) -> Trouble:
    if fails:
        known = {"status.suspended": Trouble.SUSPENDED, "status.revoked": Trouble.REVOKED}
        return known.get(check.code) or (Trouble.EXPIRED if check.code == "validity.expired" else Trouble.INVALID)
    return Trouble.STATUS_UNKNOWN if check.name == "status" else Trouble.UNDECIDED


def read_issuer(credential: Credential, record: Record, report: Report) -> Body:
    """Who sealed or signed: its name, its ids, and which of them are proved."""
    named = next((each for role in _SEALERS for each in _bodies(record) if each.detail.get("role") == role), None)
    sealer = next(iter(record.sealed_by), named)
    name = sealer.text if sealer else credential.issuer_name or ""
    proofs = _proofs(credential, report)
    claimed = [*_claimed(sealer), _identity(credential)]
    ids = {**dict.fromkeys(claimed, ""), **proofs}
    trust = _check(report, "trust")
    listed = trust.outcome is Outcome.PASS and bool(proofs)
    return Body(
        name=name,
        languages=dict(sealer.languages) if sealer else {},
        ids=tuple(Identity(identity, by) for identity, by in ids.items() if identity),
        trusted=_text(trust.facts.get("list")) or _text(trust.facts.get("name")) if listed else "",
        path=sealer.path if sealer else "",
    )


def read_awarding_body(credential: Credential, record: Record, report: Report) -> Body:
    """Who awards, as the document says; proved only where it is who sealed. Nobody where none is named."""
    named = next((each for role in _AWARDERS for each in _bodies(record) if each.detail.get("role") == role), None)
    if named is None:
        return Body()
    itself = _check(report, "structure").facts.get("sealed_for") == "itself"
    is_sealer = itself and credential.format in _CERTIFIED and not record.sealed_by
    ids = dict.fromkeys(_claimed(named), "") | (_proofs(credential, report) if is_sealer else {})
    trusted = read_issuer(credential, record, report).trusted if is_sealer else ""
    identities = tuple(Identity(identity, by) for identity, by in ids.items() if identity)
    return Body(named.text, dict(named.languages), identities, trusted, named.path)


def _bodies(record: Record) -> tuple[Value, ...]:
    return record.awarding_body


def _claimed(value: Value | None) -> list[str]:
    """The ids that a document gives a body: its link, and its number in a register."""
    if value is None:
        return []
    number = value.detail.get("identifier", "")
    found = _NUMBER.fullmatch(number)
    plain = found[1] if found else number
    ids = (value.uri or "", f"eid:{plain}" if _REGISTERED.fullmatch(plain) else plain)
    return [identity for identity in map(identity_of, ids) if ":" in identity]  # a bare number identifies nobody


def _identity(credential: Credential) -> str:
    """Who signed, as the format reads it: the number in the certificate, or the id that the credential names."""
    issuer = credential.issuer or ""
    if credential.format in _CERTIFIED and issuer and not issuer.startswith(("did:", "http")):
        return f"eid:{issuer}"
    return identity_of(issuer)


def _proofs(credential: Credential, report: Report) -> dict[str, str]:
    """Proved ids and what proves them. A key that counts for want of anything better proves nobody."""
    key, proof = _check(report, "key"), _check(report, "proof")
    handed_in = key.facts.get("from") == "reader"
    tied = key.outcome is Outcome.PASS and (key.code == "ok" or handed_in)
    issuer = _identity(credential)
    if not issuer or not tied or proof.outcome is not Outcome.PASS:
        return {}
    if issuer.startswith("eid:"):
        return {issuer: "reader" if handed_in else "certificate"}
    found = {issuer: "reader" if handed_in else "key"}
    domain = _text(key.facts.get("proved_by"))
    # What a certificate's subject is called may look like a domain, and is none that the issuer names.
    names_it = domain.split("/")[0] in unquote(credential.issuer or "")
    if domain and names_it and not handed_in and "." in domain and " " not in domain:
        found[identity_of(f"domain:{domain}")] = "domain"
    return found


def _check(report: Report, name: str) -> Check:
    return next((each for each in report.checks if each.name == name), Check(name, Outcome.UNKNOWN, "internal"))


def _text(value: Fact) -> str:
    return value if isinstance(value, str) else ""
