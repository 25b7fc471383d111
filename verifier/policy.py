"""What a reader asks of a credential before calling it valid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType

from verifier.errors import Fact


class Weight(StrEnum):
    """How much a policy lets one check decide.

    `required`: fail is invalid, anything else but pass is undecided. `weighed`: fail is invalid, unknown is undecided,
    absent is fine. `refusing`: only a fail decides. `noted`: shown, and decides nothing.
    """

    REQUIRED = "required"
    WEIGHED = "weighed"
    REFUSING = "refusing"
    NOTED = "noted"


class Role(StrEnum):
    """As whom a credential is read: a holder may look at a base proof, a verifier must not be shown one."""

    VERIFIER = "verifier"
    HOLDER = "holder"


LEEWAY = timedelta(seconds=60)

DEFAULT_WEIGHTS: Mapping[str, Weight] = MappingProxyType(
    {
        "structure": Weight.REQUIRED,
        "key": Weight.REQUIRED,
        "proof": Weight.REQUIRED,
        "validity": Weight.WEIGHED,
        "status": Weight.WEIGHED,
        "schema": Weight.REFUSING,
        "holder": Weight.WEIGHED,
        "trust": Weight.NOTED,
    }
)


@dataclass(frozen=True)
class Policy:
    """One reader's rules. `name` is shown in the report.

    `weights` has one entry for each step. `audience` and `nonce` are what a holder's proof must be bound to, where they
    are given. `accept_key` counts keys that the reader handed in, or that nothing ties to the issuer, as the issuer's
    (`key.accepted`, said in the report); it never overrules an issuer whose own document leaves the key out.
    `issuers_lists_only` refuses a status list that another issuer signed.

    No policy is stricter than the clocks of this world: what begins up to `LEEWAY` after the moment of the verification
    (a credential just issued, its status list just signed) has begun. What has ended has ended.
    """

    name: str = "default"
    weights: Mapping[str, Weight] = field(default_factory=lambda: DEFAULT_WEIGHTS)
    role: Role = Role.VERIFIER
    audience: str | None = None
    nonce: str | None = None
    accept_key: bool = False
    issuers_lists_only: bool = False

    def weight(self, step: str) -> Weight:
        """The weight of a step; one that the policy does not name is required, so that nothing passes by omission."""
        return self.weights.get(step, Weight.REQUIRED)

    def __getstate__(self) -> dict[str, object]:
        return {**self.__dict__, "weights": dict(self.weights)}  # a read-only view cannot go to another process

    def as_json(self) -> dict[str, Fact]:
        return {
            "name": self.name,
            "weights": {step: weight.value for step, weight in self.weights.items()},
            "role": self.role.value,
            "audience": self.audience,
            "nonce": self.nonce,
            "accept_key": self.accept_key,
            "issuers_lists_only": self.issuers_lists_only,
        }

    @staticmethod
    def from_json(document: Mapping[str, Fact]) -> Policy:
        """The inverse of `as_json`. Raises KeyError, TypeError or ValueError for what it did not write."""
        weights, audience, nonce = document["weights"], document["audience"], document["nonce"]
        if not isinstance(weights, dict) or not {type(audience), type(nonce)} <= {str, type(None)}:
            raise TypeError("no policy")
        return Policy(
            name=str(document["name"]),
            weights={step: Weight(str(weight)) for step, weight in weights.items()},
            role=Role(str(document["role"])),
            audience=None if audience is None else str(audience),
            nonce=None if nonce is None else str(nonce),
            accept_key=document["accept_key"] is True,
            issuers_lists_only=document["issuers_lists_only"] is True,
        )


DEFAULT = Policy()
HOLDER = Policy(role=Role.HOLDER)  # whoever was given a credential looks at it themselves
