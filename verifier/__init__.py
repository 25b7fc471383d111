"""Verify micro-credentials of any issuer: bytes in, a report out. No wallet, no database, no clock of its own.

from verifier import World, examine
examined = examine(raw, World(at=now, fetch=GuardedFetch()))
examined.report.verdict, examined.record
"""

from verifier.credential import Credential
from verifier.derive import derive, derive_credential, read_disclosable
from verifier.disclosable import Binding, Disclosable
from verifier.examine import Examined, examine, read_record
from verifier.issue import issue
from verifier.pipeline import verify
from verifier.policy import Policy
from verifier.present import present
from verifier.reading import read, read_parts
from verifier.record import Record
from verifier.report import Report
from verifier.summary import Summary, examine_summary, summarise
from verifier.world import World

__all__ = [
    "Binding",
    "Credential",
    "Disclosable",
    "Examined",
    "Policy",
    "Record",
    "Report",
    "Summary",
    "World",
    "derive",
    "derive_credential",
    "examine",
    "examine_summary",
    "issue",
    "present",
    "read",
    "read_disclosable",
    "read_parts",
    "read_record",
    "summarise",
    "verify",
]
