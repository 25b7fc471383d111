"""The whole way from bytes to what a reader is shown: read, verify, say what it says. Bad input never raises."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from verifier.codec.receipts import KIND as RECEIPT
from verifier.errors import Malformed, VerifierError
from verifier.examined import Examined, examine_credential, read_record
from verifier.pipeline import unread_report
from verifier.policy import DEFAULT, Policy, Weight
from verifier.reading import Part, read_parts
from verifier.replay import examine_receipt
from verifier.report import STEPS, Check, Outcome, Report
from verifier.world import World

__all__ = ["Examined", "collect", "examine", "examine_part", "read_record"]

_NOTHING_OF_ITS_OWN: Mapping[str, Weight] = MappingProxyType(dict.fromkeys(STEPS, Weight.NOTED))


def examine(raw: bytes, world: World, policy: Policy = DEFAULT) -> Examined:
    """Examine whatever `raw` is. Several credentials in one come back `inside`, and the worst of them decides."""
    world = world.with_budget()
    try:
        parts = read_parts(raw, world.fetch_budgeted)
    except VerifierError as error:
        return Examined(raw, unread_report(_digest(raw), error, world, policy))
    if len(parts) == 1:
        return examine_part(parts[0], world, policy)
    return collect(raw, tuple(examine_part(part, world, policy) for part in parts), world, policy)


def collect(raw: bytes, inside: tuple[Examined, ...], world: World, policy: Policy = DEFAULT) -> Examined:
    """Several credentials as one thing, which has nothing of its own but them."""
    checks = [Check("structure", Outcome.PASS, "ok", {"credentials": len(inside)})]
    checks += [Check(name, Outcome.ABSENT, "absent") for name in STEPS[1:]]
    outer = replace(policy, weights=_NOTHING_OF_ITS_OWN)
    reports = tuple(each.report for each in inside)
    report = Report(_digest(raw), world.at, outer, tuple(checks), format="list", inside=reports)
    return Examined(raw, report, inside=inside)


def examine_part(part: Part, world: World, policy: Policy = DEFAULT) -> Examined:
    """Examine one part of an import."""
    if part.credential is None:
        problem = part.problem or Malformed("structure.not_a_credential")
        return Examined(part.raw, unread_report(_digest(part.raw), problem, world, policy))
    if part.credential.format == RECEIPT:
        return examine_receipt(part.credential, world, policy)
    return examine_credential(part.credential, world, policy)


def _digest(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()
