"""A report as it is kept: the promised JSON, and beside it the bytes of everything that was fetched."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from datetime import datetime
from typing import NotRequired, TypedDict

from verifier.errors import Fact, Json, JsonObject
from verifier.policy import Policy
from verifier.report import Check, Evidence, Outcome, Report


class _Stored(TypedDict):
    credential_digest: str
    at: str
    policy: JsonObject
    checks: list[_StoredCheck]
    format: str | None
    issuer: str | None
    inside: NotRequired[list[_Stored]]
    fetched: NotRequired[list[int]]  # of one inside: which of the whole's evidence is its own


class _StoredCheck(TypedDict):
    name: str
    outcome: str
    code: str
    facts: dict[str, Fact]


def write_report(report: Report) -> bytes:
    """The report with its evidence and the reports of what is inside, as JSON in UTF-8.

    What is inside was verified in the same visit: its evidence is a part of the whole's and stands there once.
    """
    document = _written(report, report.evidence)
    document["evidence"] = [
        {"url": each.url, "at": each.at.isoformat(), "body": b64encode(each.body).decode()} for each in report.evidence
    ]
    return json.dumps(document, ensure_ascii=False).encode()


def read_report(raw: bytes) -> Report:
    """The inverse of `write_report`. One that was written before what is inside was kept has nothing inside."""
    document = json.loads(raw)
    evidence = tuple(
        Evidence(each["url"], datetime.fromisoformat(each["at"]), b64decode(each["body"]))
        for each in document["evidence"]
    )
    return _read(document, evidence, evidence)


def _written(report: Report, fetched: tuple[Evidence, ...]) -> JsonObject:
    place = {(each.url, each.at): number for number, each in enumerate(fetched)}
    inside: list[Json] = []
    for each in report.inside:
        own: list[Json] = [place[one.url, one.at] for one in each.evidence if (one.url, one.at) in place]
        inside.append({**_written(each, fetched), "fetched": own})
    return {
        "credential_digest": report.credential_digest,
        "at": report.at.isoformat(),
        "policy": report.policy.as_json(),
        "checks": [check.as_json() for check in report.checks],
        "format": report.format,
        "issuer": report.issuer,
        "inside": inside,
    }


def _read(document: _Stored, own: tuple[Evidence, ...], fetched: tuple[Evidence, ...]) -> Report:
    return Report(
        credential_digest=document["credential_digest"],
        at=datetime.fromisoformat(document["at"]),
        policy=Policy.from_json(document["policy"]),
        checks=tuple(
            Check(each["name"], Outcome(each["outcome"]), each["code"], each["facts"]) for each in document["checks"]
        ),
        evidence=own,
        format=document["format"],
        issuer=document["issuer"],
        inside=tuple(
            _read(each, tuple(fetched[number] for number in each.get("fetched", ())), fetched)
            for each in document.get("inside", ())
        ),
    )
