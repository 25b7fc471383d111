"""What a receipt says was found, found again: each thing verified as of then, with the receipt's bytes as the network.

The bytes that a receipt holds prove nothing by themselves: whoever wrote it chose them. So what is found again counts
only as far as the receipt itself does, never beyond the reader's own rules, and says that a receipt is behind it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from verifier.codec.json_text import read_json
from verifier.codec.moments import read_moment, write_moment
from verifier.codec.receipts import KIND, Receipt, objects, read_receipt
from verifier.credential import Credential
from verifier.errors import Fact, Json, JsonObject, Malformed, Unreachable, VerifierError
from verifier.examined import Examined, examine_credential, read_record
from verifier.pipeline import unread_report, verify
from verifier.policy import Policy, Role, Weight
from verifier.reading import MAX_PARTS, read
from verifier.report import STEPS, Check, Outcome, Report, Verdict
from verifier.summary import Summary, examine_summary
from verifier.world import Answer, TrustedIssuer, World

SUMMARY = "summary"
_LAXEST_FIRST = (Weight.NOTED, Weight.REFUSING, Weight.WEIGHED, Weight.REQUIRED)


@dataclass(frozen=True)
class Occasion:
    """One thing that was checked: its bytes, what was known of the world, the rules, and what is said was found."""

    raw: bytes
    kind: str
    world: World
    policy: Policy
    said: Json

    def again(self) -> Examined:
        """What is found in it now. Raises Malformed `structure.malformed` for a summary that is none."""
        if self.kind == SUMMARY:
            return examine_summary(_summary(self.raw), self.world)
        try:
            credential = read(self.raw)
        except VerifierError as error:
            digest = hashlib.sha256(self.raw).hexdigest()
            return Examined(self.raw, unread_report(digest, error, self.world, self.policy))
        return examine_credential(credential, self.world, self.policy)


def examine_receipt(credential: Credential, world: World, policy: Policy) -> Examined:
    """All eight steps for a receipt, and below it what it is about, each found again."""
    report = verify(credential, world, policy)
    if report.check("structure").code != "structure.unreplayed":
        return Examined(credential.raw, report, credential, read_record(credential))
    found: list[Examined] = []
    try:
        occasions = read_occasions(read_receipt(credential.raw), policy)
        found = [each.again() for each in occasions]
        check = _compare(occasions, found)
    except VerifierError as error:
        outcome = Outcome.FAIL if isinstance(error, Malformed) else Outcome.UNKNOWN
        check = Check("structure", outcome, error.code, error.facts)
    report = replace(report, checks=tuple(check if each.name == "structure" else each for each in report.checks))
    stands = report.own_verdict is Verdict.VALID
    witness = str(report.check("key").facts.get("proved_by") or credential.issuer)
    inside = tuple(_below(each, witness, stands=stands) for each in found)
    report = replace(report, inside=tuple(each.report for each in inside))
    return Examined(credential.raw, report, credential, read_record(credential), inside)


def read_occasions(receipt: Receipt, policy: Policy) -> list[Occasion]:
    """What the receipt is about, where it was checked no more laxly than `policy` asks.

    Raises Malformed `structure.malformed`, `structure.date`, `structure.too_many`; Unreachable
    `structure.receipt_rules` where rules were laxer.
    """
    entries = receipt.checked
    if len(entries) > MAX_PARTS:
        raise Malformed("structure.too_many", {"limit": MAX_PARTS})
    try:
        occasions = [read_occasion(entry, receipt.files) for entry in entries]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Malformed("structure.malformed", {"kind": KIND}) from error
    if not all(each.kind == SUMMARY or _is_as_strict(each.policy, policy) for each in occasions):
        raise Unreachable("structure.receipt_rules")
    return occasions


def findings(report: Report) -> JsonObject:
    """What was found, as a receipt says it; what it carries included."""
    said = {name: value for name, value in report.as_json().items() if name not in ("evidence", "policy")}
    return {"sha256": report.credential_digest, **said, "credentials": [findings(each) for each in report.inside]}


def is_found_again(occasion: Occasion) -> bool:
    """Whether verifying it again finds what is said."""
    return _core(occasion.said) == _core(findings(occasion.again().report))


def _compare(occasions: Sequence[Occasion], found: Sequence[Examined]) -> Check:
    for number, (occasion, examined) in enumerate(zip(occasions, found, strict=True), 1):
        if _core(occasion.said) != _core(findings(examined.report)):
            return Check("structure", Outcome.FAIL, "structure.replay", {"number": number})
    at = min(each.world.at for each in occasions)
    facts: dict[str, Fact] = {"kind": KIND, "checked_at": write_moment(at), "credentials": len(found)}
    return Check("structure", Outcome.PASS, "ok", facts)


def _core(said: Json) -> Json:
    """What has to be the same again. Facts may be told in other words by another version."""
    if not isinstance(said, dict):
        return None
    checks: list[Json] = [
        [each.get("name"), each.get("outcome"), each.get("code")] for each in objects(said.get("checks"))
    ]
    inside = said.get("credentials")
    carried: list[Json] = [_core(each) for each in inside] if isinstance(inside, list) else []
    named = (said.get(name) for name in ("sha256", "verdict", "code", "format", "issuer"))
    return [*named, checks, carried]


def _below(examined: Examined, witness: str, *, stands: bool) -> Examined:
    inside = tuple(_below(each, witness, stands=stands) for each in examined.inside)
    return replace(examined, report=_witnessed(examined.report, witness, stands=stands), inside=inside)


def _witnessed(report: Report, witness: str, *, stands: bool) -> Report:
    """The report with a key that is the issuer's as far as the receipt counts; where that does not, it is open."""
    key = report.check("key")
    facts = {**key.facts, "witness": witness[:300]}
    if key.outcome is not Outcome.PASS:
        key = replace(key, facts=facts)
    elif stands:
        key = replace(key, code="key.witnessed" if key.code == "ok" else key.code, facts=facts)
    else:
        key = Check("key", Outcome.UNKNOWN, "key.unwitnessed", facts)
    checks = tuple(key if each.name == "key" else each for each in report.checks)
    inside = tuple(_witnessed(each, witness, stands=stands) for each in report.inside)
    return replace(report, checks=checks, inside=inside)


def _is_as_strict(theirs: Policy, ours: Policy) -> bool:
    weighed = all(_LAXEST_FIRST.index(theirs.weight(s)) >= _LAXEST_FIRST.index(ours.weight(s)) for s in STEPS)
    roles = theirs.role is Role.VERIFIER or ours.role is Role.HOLDER
    lists = theirs.issuers_lists_only or not ours.issuers_lists_only
    return weighed and roles and lists and (ours.accept_key or not theirs.accept_key)


def read_occasion(entry: JsonObject, files: Mapping[str, bytes]) -> Occasion:
    """One entry of a receipt with its files by digest. Raises Malformed, and what a value of another type raises."""
    answers = {str(each["url"]): files[str(each["sha256"])] for each in reversed(objects(entry["answers"]))}

    def fetch(url: str, _accept: str) -> Answer:
        if url not in answers:
            raise Unreachable("fetch.failed", {"url": url[:500]})
        return Answer(url, answers[url])

    anchors, policy = entry["anchors"], entry["policy"]
    if not isinstance(anchors, list) or not isinstance(policy, dict):
        raise TypeError
    world = World(
        at=read_moment(entry["at"], zone_required=True),
        fetch=fetch,
        anchors=tuple(files[str(each)] for each in anchors),
        trusted=tuple(_trusted(each) for each in objects(entry["trusted"])),
        kept={str(each["url"]): files[str(each["sha256"])] for each in objects(entry["kept"])},
    )
    return Occasion(files[str(entry["sha256"])], str(entry["kind"]), world, Policy.from_json(policy), entry["report"])


def _trusted(entry: JsonObject) -> TrustedIssuer:
    url, source = (None if entry[name] is None else str(entry[name]) for name in ("url", "source"))
    return TrustedIssuer(str(entry["id"]), str(entry["name"]), url, source)


def _summary(raw: bytes) -> Summary:
    document = read_json(raw)
    if not isinstance(document, dict):
        raise Malformed("structure.malformed", {"kind": KIND})
    try:
        return Summary.from_json(document)
    except (KeyError, TypeError, ValueError, AssertionError, AttributeError) as error:
        raise Malformed("structure.malformed", {"kind": KIND}) from error
