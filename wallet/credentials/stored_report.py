"""A report as it is kept: the promised JSON, and beside it the bytes of everything that was fetched."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from datetime import datetime

from verifier.errors import JsonObject
from verifier.policy import Policy
from verifier.report import Check, Evidence, Outcome, Report


def write_report(report: Report) -> bytes:
    """The report with its evidence, as JSON in UTF-8."""
    document: JsonObject = {
        "credential_digest": report.credential_digest,
        "at": report.at.isoformat(),
        "policy": report.policy.as_json(),
        "checks": [check.as_json() for check in report.checks],
        "evidence": [
            {"url": each.url, "at": each.at.isoformat(), "body": b64encode(each.body).decode()}
            for each in report.evidence
        ],
        "format": report.format,
        "issuer": report.issuer,
    }
    return json.dumps(document, ensure_ascii=False).encode()


def read_report(raw: bytes) -> Report:
    """The inverse of `write_report`."""
    document = json.loads(raw)
    return Report(
        credential_digest=document["credential_digest"],
        at=datetime.fromisoformat(document["at"]),
        policy=Policy.from_json(document["policy"]),
        checks=tuple(
            Check(each["name"], Outcome(each["outcome"]), each["code"], each["facts"]) for each in document["checks"]
        ),
        evidence=tuple(
            Evidence(each["url"], datetime.fromisoformat(each["at"]), b64decode(each["body"]))
            for each in document["evidence"]
        ),
        format=document["format"],
        issuer=document["issuer"],
    )
