"""What a credential is about, one achievement at a time: a transcript has many, most credentials one."""

from __future__ import annotations

import logging

from verifier.credential import Credential
from verifier.elements.achieved import Achieved
from verifier.kinds import tells_apart
from verifier.plugins import all_record_readers

__all__ = ["Achieved", "data_model", "read_achieved"]

log = logging.getLogger(__name__)


def read_achieved(credential: Credential) -> tuple[Achieved, ...]:
    """The achievements that the credential's data model tells apart; none where the whole record is of one thing."""
    for reader in all_record_readers():
        if reader.handles(credential):
            try:
                return reader.read_achieved(credential) if tells_apart(reader) else ()
            except Exception:  # a bug; the credential is then one thing
                log.exception("telling achievements apart")
                return ()
    return ()


def data_model(credential: Credential) -> str:
    """The name of the data model that reads it (`open_badge_3`, `elm`, ...), as in `records/`."""
    return next((reader.NAME for reader in all_record_readers() if reader.handles(credential)), "")
