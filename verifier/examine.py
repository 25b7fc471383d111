"""The whole way from bytes to what a reader is shown: read, verify, say what it says. Bad input never raises."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from verifier.credential import Credential
from verifier.errors import Fact, JsonObject, Malformed, VerifierError
from verifier.pipeline import unread_report, verify
from verifier.plugins import all_record_readers
from verifier.policy import DEFAULT, Policy, Weight
from verifier.reading import Part, read, read_parts
from verifier.record import Record
from verifier.report import STEPS, Check, Outcome, Report
from verifier.world import World

log = logging.getLogger(__name__)

_NOTHING_OF_ITS_OWN: Mapping[str, Weight] = MappingProxyType(dict.fromkeys(STEPS, Weight.NOTED))


@dataclass(frozen=True)
class Examined:
    """What was found in one thing: the credential and what it says (None where it was unreadable), its report."""

    raw: bytes
    report: Report
    credential: Credential | None = None
    record: Record | None = None
    inside: tuple[Examined, ...] = ()

    def as_json(self) -> JsonObject:
        """The promised shape, without `source`."""
        record: Fact = self.record.as_json() if self.record else None
        return {**self.report.as_json(), "record": record, "credentials": [each.as_json() for each in self.inside]}


def examine(raw: bytes, world: World, policy: Policy = DEFAULT) -> Examined:
    """Examine whatever `raw` is. Several credentials in one come back `inside`, and the worst of them decides."""
    try:
        parts = read_parts(raw, world.fetch_personal or world.fetch)
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
    return _examined(part.credential, verify(part.credential, world, policy))


def _examined(credential: Credential, report: Report) -> Examined:
    """A credential beside its report, and so for everything that it carries."""
    inside = []
    for raw, inner in zip(credential.inside, report.inside, strict=False):
        try:
            inside.append(_examined(read(raw), inner))
        except VerifierError:
            inside.append(Examined(raw, inner))
    said = report.judged or credential
    return Examined(credential.raw, report, said, read_record(said), tuple(inside))


def read_record(credential: Credential) -> Record | None:
    """What the credential says, by the first data model that knows it; None where no reader made sense of it."""
    for reader in all_record_readers():
        if reader.handles(credential):
            try:
                return reader.read_record(credential)
            except Exception:  # a bug; the report stands without the record
                log.exception("reading a record")
                return None
    return None


def _digest(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()
