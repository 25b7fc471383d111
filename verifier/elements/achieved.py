"""One achievement out of several that one credential is about, with a record of its own."""

from __future__ import annotations

from dataclasses import dataclass

from verifier.record import Record


@dataclass(frozen=True)
class Achieved:
    """One achievement. `id` is what the document calls it (unique inside it, and often nowhere else), `wholes` the ids
    of what it is a part of. `carried` is the position among `Credential.inside` of the credential that says the rest;
    then `record` is empty.
    """

    id: str
    record: Record = Record()  # noqa: RUF009  (frozen, and all of it empty)
    wholes: tuple[str, ...] = ()
    carried: int | None = None
