"""Verify micro-credentials of any issuer: bytes in, a report out. No wallet, no database, no clock of its own.

from verifier import World, examine
examined = examine(raw, World(at=now, fetch=GuardedFetch()))
examined.report.verdict, examined.record
"""

from verifier.credential import Credential
from verifier.derive import derive
from verifier.examine import Examined, examine, read_record
from verifier.issue import issue
from verifier.pipeline import verify
from verifier.policy import Policy
from verifier.reading import read, read_parts
from verifier.record import Record
from verifier.report import Report
from verifier.world import World

__all__ = [
    "Credential",
    "Examined",
    "Policy",
    "Record",
    "Report",
    "World",
    "derive",
    "examine",
    "issue",
    "read",
    "read_parts",
    "read_record",
    "verify",
]
