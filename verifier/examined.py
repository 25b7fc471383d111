"""What was found in one thing, beside what it says."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from verifier.credential import Credential
from verifier.errors import Fact, JsonObject, VerifierError
from verifier.pipeline import verify
from verifier.plugins import all_record_readers
from verifier.policy import DEFAULT, Policy
from verifier.reading import read
from verifier.record import Record
from verifier.report import Report
from verifier.world import World

log = logging.getLogger(__name__)


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


def examine_credential(credential: Credential, world: World, policy: Policy = DEFAULT) -> Examined:
    """Verify one credential that was read, and everything that it carries."""
    return beside(credential, verify(credential, world, policy))


def beside(credential: Credential, report: Report) -> Examined:
    """A credential beside its report, and so for everything that it carries."""
    inside = []
    for raw, inner in zip(credential.inside, report.inside, strict=False):
        try:
            inside.append(beside(read(raw), inner))
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
