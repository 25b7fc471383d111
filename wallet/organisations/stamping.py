"""What everybody may know of an organisation is stamped by the server, under a key that lies outside the database.

Whoever can write to the database alone changes neither the domain that proves who it is, nor the key that learners
seal to, nor the lists of what was withdrawn. What the stamp does not stop: an old row, put back as a whole.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterator
from contextlib import contextmanager

from wallet.organisations.tables import Organisation
from wallet.service import NotFound, Service
from wallet.vault.blob import join_parts
from wallet.vault.keys import derive


def stamp(service: Service, row: Organisation) -> None:
    """Stamp what a new row says."""
    row.stamp = _stamp_of(service.secrets.signer, row)


@contextmanager
def stamped(service: Service, row: Organisation) -> Iterator[None]:
    """Around a change to a row. Raises NotFound where somebody else changed it before: their words get no stamp."""
    if not is_stamped(service, row):
        raise NotFound
    yield
    stamp(service, row)


def is_stamped(service: Service, row: Organisation) -> bool:
    """Whether the row says what it said when this service stamped it."""
    return any(hmac.compare_digest(row.stamp, _stamp_of(seed, row)) for seed in service.secrets.signing_seeds)


def _stamp_of(seed: bytes, row: Organisation) -> bytes:
    """HMAC-SHA-256 over all that is public of the row."""
    words = json.dumps([row.id, row.profile, row.signing_keys, row.own_did, row.status_lists], sort_keys=True).encode()
    whole = join_parts(b"cairn/organisation/1", words, row.box_public)
    return hmac.digest(derive(seed, "what is public of organisations"), whole, "sha256")
