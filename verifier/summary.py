"""A summary of a credential that was signed as a whole: what this service once checked, and cannot prove in part.

Its verdict is never better than undecided, whatever is found: only the whole shows the signature (`proof.withheld`).
Dates and withdrawal are looked at again, as the credential states them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from types import MappingProxyType

from verifier.codec.moments import read_moment, write_moment
from verifier.credential import Credential, Period
from verifier.errors import Fact, Json, JsonObject
from verifier.examined import Examined
from verifier.pipeline import check_status, check_validity, verify_in
from verifier.policy import Policy, Weight
from verifier.record import Record, Value
from verifier.report import STEPS, Check, Outcome, Report, Verdict
from verifier.visit import Visit
from verifier.world import World

# The signature that is not shown keeps it undecided; nothing that nobody can prove decides against it.
_WEIGHTS: Mapping[str, Weight] = MappingProxyType({**dict.fromkeys(STEPS, Weight.NOTED), "proof": Weight.REQUIRED})
POLICY = Policy("summary", _WEIGHTS)


@dataclass(frozen=True)
class Summary:
    """What a reader sees of it.

    `record` has the chosen values alone. `key` is the verification method, `proved_by` what proved whose it is, at
    `checked_at`, when the whole had `verdict` and `code`. `identifier` is the credential's own where a status entry
    needs it.
    """

    record: Record
    format: str | None
    issuer: str | None
    issuer_name: str | None
    key: str | None
    proved_by: str | None
    checked_at: datetime
    verdict: str
    code: str
    period: Period = field(default_factory=Period)
    statuses: tuple[JsonObject, ...] = field(default=(), repr=False)
    identifier: str | None = None

    def as_json(self) -> JsonObject:
        start, end = self.period.start, self.period.end
        return {
            "record": self.record.as_json(),
            "format": self.format,
            "issuer": self.issuer,
            "issuer_name": self.issuer_name,
            "key": self.key,
            "proved_by": self.proved_by,
            "checked_at": write_moment(self.checked_at),
            "verdict": self.verdict,
            "code": self.code,
            "start": write_moment(start) if start else None,
            "end": write_moment(end) if end else None,
            "statuses": [*self.statuses],
            "identifier": self.identifier,
        }

    @staticmethod
    def from_json(document: JsonObject) -> Summary:
        """The inverse of `as_json`."""
        record, statuses = document["record"], document["statuses"]
        assert isinstance(record, dict) and isinstance(statuses, list)
        start, end = (read_moment(document[name]) if document[name] else None for name in ("start", "end"))
        texts = {name: _text(document[name]) for name in ("format", "issuer", "issuer_name", "key", "proved_by")}
        return Summary(
            record=Record.from_json(record),
            checked_at=read_moment(document["checked_at"]),
            verdict=str(document["verdict"]),
            code=str(document["code"]),
            period=Period(start, end),
            statuses=tuple(each for each in statuses if isinstance(each, dict)),
            identifier=_text(document["identifier"]),
            **texts,
        )


def summarise(examined: Examined, pointers: Sequence[str]) -> Summary:
    """The summary of a credential that was examined: the values of its record that stand at or below `pointers`."""
    credential, report = examined.credential, examined.report
    record, key = examined.record or Record(), report.check("key")
    return Summary(
        record=choose_values(record, pointers),
        format=report.format,
        issuer=report.issuer,
        issuer_name=credential.issuer_name if credential else None,
        key=_text(key.facts.get("method")) or next((p.method for p in credential.proofs), None) if credential else None,
        proved_by=_text(key.facts.get("proved_by")),
        checked_at=report.at,
        verdict=report.verdict.value,
        code=report.code,
        period=credential.period if credential else Period(),
        statuses=credential.statuses if credential else (),
        identifier=_identifier(credential),
    )


def choose_values(record: Record, pointers: Sequence[str]) -> Record:
    """The record with the values alone that stand at one of `pointers` or below; `""` keeps all."""
    wanted = tuple(pointers)

    def chosen(values: tuple[Value, ...]) -> tuple[Value, ...]:
        return tuple(v for v in values if any(v.path == each or v.path.startswith(each + "/") for each in wanted))

    return Record(**{each.name: chosen(getattr(record, each.name)) for each in fields(record)})


def examine_summary(summary: Summary, world: World) -> Examined:
    """What can be said of a summary now. The bytes of the result are the summary itself, as JSON."""
    raw = json.dumps(summary.as_json(), sort_keys=True).encode()
    claims: JsonObject = {"id": summary.identifier} if summary.identifier else {}
    credential = Credential(
        raw=raw,
        format=summary.format or "",
        issuer=summary.issuer,
        issuer_name=summary.issuer_name,
        subject=None,
        period=summary.period,
        proofs=(),
        statuses=summary.statuses,
        schemas=(),
        claims=claims,
    )
    visit = Visit(world, POLICY, verify_in)
    found: dict[str, Fact] = {
        "checked_at": write_moment(summary.checked_at),
        "found": "" if summary.verdict == Verdict.VALID else summary.code,
        "method": summary.key,
        "proved_by": summary.proved_by,
    }
    checks = {name: Check(name, Outcome.ABSENT, "absent") for name in STEPS}
    checks["proof"] = Check("proof", Outcome.UNKNOWN, "proof.withheld", {k: v for k, v in found.items() if v})
    checks["validity"] = check_validity(credential, visit)
    checks["status"] = check_status(credential, visit)
    digest = hashlib.sha256(raw).hexdigest()
    evidence = tuple(visit.evidence)
    report = Report(digest, world.at, POLICY, tuple(checks.values()), evidence, summary.format, summary.issuer)
    return Examined(raw, report, credential, summary.record)


def _identifier(credential: Credential | None) -> str | None:
    """The credential's identifier, where a list names credentials by it."""
    if credential is None or not any(each.get("type") == "1EdTechRevocationList" for each in credential.statuses):
        return None
    return _text(credential.claims.get("id"))


def _text(value: Json) -> str | None:
    return value if isinstance(value, str) else None
