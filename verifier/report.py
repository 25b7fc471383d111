"""What a verification found: eight checks, the verdict that follows from them, and everything that was fetched.

A verdict is derived from checks and policy and never set, so that no page can be greener than its checks.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from verifier.credential import Credential
from verifier.errors import Fact
from verifier.policy import Policy, Weight


class Outcome(StrEnum):
    """What one check found. `absent`: there was nothing to check."""

    PASS = "pass"
    FAIL = "fail"
    UNKNOWN = "unknown"
    ABSENT = "absent"


class Verdict(StrEnum):
    """What follows for the credential as a whole."""

    VALID = "valid"
    INVALID = "invalid"
    UNDECIDED = "undecided"


# The eight steps, in the order in which they are shown ...
STEPS = ("structure", "key", "proof", "validity", "status", "schema", "holder", "trust")
# ... and in which the first failing one gives the report its code.
PRECEDENCE = ("structure", "proof", "key", "status", "validity", "schema", "holder", "trust")


@dataclass(frozen=True)
class Check:
    """One step's finding. `code` is `ok`, `absent` or a code that has its sentence in `verifier/locale`."""

    name: str
    outcome: Outcome
    code: str
    facts: Mapping[str, Fact] = field(default_factory=dict)

    def as_json(self) -> dict[str, Fact]:
        return {"name": self.name, "outcome": self.outcome.value, "code": self.code, "facts": dict(self.facts)}


@dataclass(frozen=True)
class Evidence:
    """One thing that was fetched: where, when, its bytes (kept sealed by a wallet, left out of JSON)."""

    url: str
    at: datetime
    body: bytes = b""

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.body).hexdigest()

    def as_json(self) -> dict[str, Fact]:
        return {"url": self.url, "sha256": self.sha256, "at": _stamp(self.at)}


@dataclass(frozen=True)
class Report:
    """What was found about one credential at one moment under one policy.

    `checks` are always eight, one for each name in `STEPS`. `inside` are the reports of credentials that it carries;
    `verdict` and `code` are the worst of all of them. `judged` is the credential as its issuer publishes it, where that
    was judged in place of what was handed in; a page shows what that one says.
    """

    credential_digest: str
    at: datetime
    policy: Policy
    checks: tuple[Check, ...]
    evidence: tuple[Evidence, ...] = ()
    format: str | None = None
    issuer: str | None = None
    inside: tuple[Report, ...] = ()
    judged: Credential | None = None

    def check(self, name: str) -> Check:
        """The check of that name; KeyError where the name is none of `STEPS`."""
        for each in self.checks:
            if each.name == name:
                return each
        raise KeyError(name)

    @property
    def own_verdict(self) -> Verdict:
        """The verdict of this credential's own checks, without what it carries."""
        if any(self._refuses(check) for check in self.checks):
            return Verdict.INVALID
        if self._counting_unknowns() or sorted(check.name for check in self.checks) != sorted(STEPS):
            return Verdict.UNDECIDED
        return Verdict.VALID

    @property
    def verdict(self) -> Verdict:
        return worst([self.own_verdict, *(each.verdict for each in self.inside)])

    @property
    def code(self) -> str:
        """The code of the check that decided: the first fail, else the first unknown that counts, else `ok`."""
        verdict = self.verdict
        if verdict is Verdict.VALID:
            return "ok"
        if self.own_verdict is not verdict:
            return next(each.code for each in self.inside if each.verdict is verdict)
        if verdict is Verdict.INVALID:
            deciding = [check for check in self._ordered() if self._refuses(check)]
        else:
            deciding = self._counting_unknowns()
        return deciding[0].code if deciding else "internal"

    def _refuses(self, check: Check) -> bool:
        return check.outcome is Outcome.FAIL and self.policy.weight(check.name) is not Weight.NOTED

    def _ordered(self) -> list[Check]:
        return sorted(self.checks, key=lambda check: PRECEDENCE.index(check.name))

    def _counting_unknowns(self) -> list[Check]:
        def counts(check: Check) -> bool:
            weight = self.policy.weight(check.name)
            if weight is Weight.REQUIRED:
                return check.outcome in (Outcome.UNKNOWN, Outcome.ABSENT)
            return weight is Weight.WEIGHED and check.outcome is Outcome.UNKNOWN

        return [check for check in self._ordered() if counts(check)]

    def as_json(self) -> dict[str, Fact]:
        """The part of the promised JSON that the report knows; `record`, `source` and `credentials` come beside it."""
        return {
            "verdict": self.verdict.value,
            "code": self.code,
            "checks": [check.as_json() for check in self.checks],
            "format": self.format,
            "issuer": self.issuer,
            "evidence": [each.as_json() for each in self.evidence],
            "at": _stamp(self.at),
            "policy": self.policy.name,
        }


def worst(verdicts: list[Verdict]) -> Verdict:
    """Invalid before undecided before valid; nothing at all is undecided."""
    for verdict in (Verdict.INVALID, Verdict.UNDECIDED):
        if verdict in verdicts:
            return verdict
    return Verdict.VALID if verdicts else Verdict.UNDECIDED


def _stamp(at: datetime) -> str:
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")
