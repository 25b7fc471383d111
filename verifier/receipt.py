"""Write a verification receipt: what was checked and found, signed, with every byte that this rests on.

`verifier check` reads it back, years later and offline: it checks the signature under the key of the service that
wrote it and verifies everything in it again, as of then (`verifier.replay`). `receipt.json` holds

    type, version, issuer, at, verdict, checked: [{kind, sha256, at, policy, answers: [{url, sha256, at}],
    kept: [{url, sha256}], trusted: [{id, name, url, source}], anchors: [sha256], report}]

`kind` is `credential` (its bytes as they were shown) or `summary` (the summary, and nothing of the credential).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC
from hashlib import sha256

from verifier.codec import receipts
from verifier.codec.keys import PrivateKey
from verifier.codec.moments import write_moment
from verifier.errors import JsonObject, Malformed, Unsupported
from verifier.examine import Examined
from verifier.reading import MAX_BYTES
from verifier.replay import SUMMARY, findings, is_found_again, read_occasion
from verifier.report import Report, worst
from verifier.world import TrustedIssuer, World


@dataclass(frozen=True)
class Signer:
    """The service that vouches: its identifier (a DID) and its Ed25519 key."""

    issuer: str
    key: PrivateKey = field(repr=False)

    @property
    def method(self) -> str:
        """The verification method's id, under which the service publishes the key: its thumbprint (RFC 7638)."""
        return f"{self.issuer}#{self.key.public.thumbprint}"


@dataclass(frozen=True)
class Checked:
    """One thing as it was examined, with what was known of the world then; `is_summary` of a summary."""

    examined: Examined
    world: World
    is_summary: bool = False


def write_receipt(checked: Sequence[Checked], signer: Signer) -> bytes:
    """The receipt of at least one thing, as a ZIP.

    No receipt is signed that would not hold. Raises Unsupported `structure.replay` where what was found does not follow
    from what was fetched, Malformed `structure.too_large`, and what else `read_receipt` refuses.
    """
    parts = [_fewest_anchors(part) for each in checked for part in _parts(each)]
    reports = [each.examined.report for each in parts]
    statement: JsonObject = {
        "type": receipts.TYPE,
        "version": 1,
        "issuer": signer.issuer,
        "at": write_moment(max(each.at for each in reports)),
        "verdict": worst([each.verdict for each in reports]).value,
        "checked": [_entry(each) for each in parts],
    }
    files = {digest: body for each in parts for digest, body in _files(each).items()}
    signed = json.dumps(statement, ensure_ascii=False, indent=1).encode("utf-8", "replace")
    raw = receipts.write_receipt(signed, files.values(), signer.method, signer.key)
    if len(raw) > MAX_BYTES:
        raise Malformed("structure.too_large", {"bytes": len(raw), "limit": MAX_BYTES})
    receipt = receipts.read_receipt(raw)
    for entry in receipt.checked:
        if not is_found_again(read_occasion(entry, receipt.files)):
            raise Unsupported("structure.replay", {"sha256": entry["sha256"]})
    return raw


def _parts(checked: Checked) -> Iterator[Checked]:
    """A list of credentials is no thing of its own."""
    if checked.examined.report.format == "list":
        for each in checked.examined.inside:
            yield from _parts(replace(checked, examined=each))
    else:
        yield checked


def _entry(checked: Checked) -> JsonObject:
    report, world = checked.examined.report, checked.world
    return {
        "kind": SUMMARY if checked.is_summary else "credential",
        "sha256": report.credential_digest,
        "at": report.at.astimezone(UTC).isoformat(),
        "policy": report.policy.as_json(),
        "answers": [{"url": each.url, "sha256": each.sha256, "at": write_moment(each.at)} for each in report.evidence],
        "kept": [{"url": url, "sha256": _digest(body)} for url, body in _kept(checked).items()],
        "trusted": [dict(asdict(each)) for each in _trusted(report, world)],
        "anchors": [_digest(each) for each in world.anchors],
        "report": findings(report),
    }


def _files(checked: Checked) -> dict[str, bytes]:
    evidence = (each.body for each in checked.examined.report.evidence)
    found = (checked.examined.raw, *evidence, *_kept(checked).values(), *checked.world.anchors)
    return {_digest(each): each for each in found}


def _kept(checked: Checked) -> dict[str, bytes]:
    """What an earlier verification fetched counts only where it shows that a key was retired since."""
    retired = any(check.code == "key.retired" for each in _all(checked.examined.report) for check in each.checks)
    return dict(checked.world.kept) if retired else {}


def _trusted(report: Report, world: World) -> list[TrustedIssuer]:
    """What the reader's lists say of these issuers; where they say nothing, one entry of each list that was asked."""
    issuers = {each.issuer for each in _all(report)}
    named = [each for each in world.trusted if each.id in issuers]
    return named or list({each.source: each for each in world.trusted}.values())


def _fewest_anchors(checked: Checked) -> Checked:
    """Without the anchors on which nothing rests that was found: a reader's lists have thousands of them."""

    def having(anchors: Sequence[bytes]) -> Checked:
        return replace(checked, world=replace(checked.world, anchors=tuple(anchors)))

    kept, size = list(checked.world.anchors), len(checked.world.anchors)
    while size:
        for start in reversed(range(0, len(kept), size)):
            fewer = having(kept[:start] + kept[start + size :])
            if is_found_again(read_occasion(_entry(fewer), _files(fewer))):
                kept = list(fewer.world.anchors)
        size //= 2
    return having(kept)


def _all(report: Report) -> Iterator[Report]:
    yield report
    for each in report.inside:
        yield from _all(each)


def _digest(body: bytes) -> str:
    return sha256(body).hexdigest()
