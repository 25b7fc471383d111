"""Everything that a verification can raise.

    VerifierError
    ├── Invalid       checked, and false                    -> the step fails
    ├── Malformed     not what its format says it is        -> the step fails (something fetched: unknown)
    ├── Unsupported   a kind that this verifier cannot check -> the step is unknown
    └── Unreachable   could not be asked just now           -> the step is unknown

Plug-ins raise; only the pipeline catches. Every error carries a machine `code` (`step.reason`, whose sentence stands in
the catalogues of `verifier/locale`) and `facts`, which are JSON values and never secrets.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"
JsonObject: TypeAlias = dict[str, Json]
Fact: TypeAlias = Json


class VerifierError(Exception):
    """Raised with the code of what went wrong and the facts that a person may unfold."""

    def __init__(self, code: str, facts: Mapping[str, Fact] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.facts: dict[str, Fact] = dict(facts or {})


class Invalid(VerifierError):
    """Checked, and false."""


class Malformed(VerifierError):
    """Not what its own format says it has to be."""


class Unsupported(VerifierError):
    """Of a kind that this verifier does not check."""


class Unreachable(VerifierError):
    """What had to be asked gave no usable answer."""
