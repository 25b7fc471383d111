"""What of a credential can be shown apart: its claims, each with the part that has to be shown for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from verifier.codec.keys import PrivateKey, PublicKey
from verifier.codec.pointer import join
from verifier.errors import Json

MAX_CLAIMS = 2000
# What tells who issued it and whether it is in force. Where the issuer leaves the choice, a part without these would
# look sound when the whole has ended or was withdrawn.
_OWED = frozenset(
    {"issuer", "iss", "validFrom", "validUntil", "issuanceDate", "expirationDate", "nbf", "exp"}
    | {"credentialStatus", "status"}
)


@dataclass(frozen=True)
class Claim:
    """One thing that a credential says: a text, number or truth value, a list of these, or a text with its language.

    `pointer` (RFC 6901) leads to it in the credential's claims. `switch` is the pointer that `derive_credential` needs
    for it to be shown; None where it comes along with what stands beside it. `always`: the issuer leaves no choice.
    """

    pointer: str
    value: Json
    switch: str | None
    always: bool = False


@dataclass(frozen=True)
class Disclosable:
    """How a credential can be shown.

    `method` is `sd-jwt`, `ecdsa-sd-2023` or `bbs-2023`; None where it was signed as a whole, and then there are no
    `claims`. `linkable`: two parts of it can be told to come from one credential by the signature alone. `holder` is
    the key that it is bound to, if any. `keeps_secrets`: it carries what must not be handed on, and nothing can be
    derived of it as it stands (a base proof inside another credential, or of a feature that we do not know).
    """

    method: str | None = None
    claims: tuple[Claim, ...] = ()
    linkable: bool = True
    holder: PublicKey | None = None
    keeps_secrets: bool = False

    @property
    def optional(self) -> frozenset[str]:
        """The pointers that can be shown or left out."""
        return frozenset(each.switch for each in self.claims if each.switch is not None and not each.always)

    @property
    def owed(self) -> frozenset[str]:
        """Those that an honest part has all the same: who issued it, its dates, where it would be withdrawn."""
        return frozenset(
            each.switch for each in self.claims if each.switch is not None and not each.always and _is_owed(each)
        )

    def shown_by(self, pointers: frozenset[str]) -> frozenset[str]:
        """The pointers of all claims that a reader sees where `pointers` are shown.

        A claim comes along, too, with what was concealed inside the thing in which it stands."""
        opened = {above for each in pointers for above in upwards(each)}
        seen = {each.pointer for each in self.claims if each.always or each.switch in opened}
        along = {each.pointer for each in self.claims if each.switch is None and is_above(parent(each.pointer), seen)}
        return frozenset(seen | along)


@dataclass(frozen=True)
class Binding:
    """What a holder's proof over a part is bound to: their key, one reader (`audience`), one occasion (`nonce`)."""

    key: PrivateKey = field(repr=False)
    audience: str
    nonce: str


def parent(pointer: str) -> str:
    """The pointer one step up; of the root the root."""
    return pointer.rpartition("/")[0]


def upwards(pointer: str) -> Iterator[str]:
    """The pointer and each one above it, the root's left out."""
    while pointer:
        yield pointer
        pointer = parent(pointer)


def is_within(pointer: str, outer: str) -> bool:
    """Whether `pointer` leads to `outer` or to something in it."""
    return pointer == outer or pointer.startswith(outer + "/")


def is_above(pointer: str, others: set[str]) -> bool:
    """Whether one of `others` leads into what `pointer` leads to."""
    return any(is_within(each, pointer) for each in others)


def _is_owed(claim: Claim) -> bool:
    first, *others = claim.pointer.split("/")[1:]
    return first in _OWED or (first == "vc" and bool(others) and others[0] in _OWED)


def leaves(value: Json, stands_alone: Callable[[str], bool], path: str = "") -> Iterator[tuple[str, Json]]:
    """The pointers and values of everything that is said in `value`, in order, at most `MAX_CLAIMS`.

    A list of texts is one thing said, unless `stands_alone` says of one of its places that it can be shown by itself.
    """
    for count, found in enumerate(_leaves(value, stands_alone, path)):
        if count >= MAX_CLAIMS:
            return
        yield found


def _leaves(value: Json, stands_alone: Callable[[str], bool], path: str) -> Iterator[tuple[str, Json]]:
    if isinstance(value, dict) and value and "@value" not in value:
        for name, each in value.items():
            yield from _leaves(each, stands_alone, join(path, name))
    elif isinstance(value, list) and value and not _is_said_together(value, stands_alone, path):
        for index, each in enumerate(value):
            yield from _leaves(each, stands_alone, join(path, index))
    else:
        yield path, value


def _is_said_together(value: list[Json], stands_alone: Callable[[str], bool], path: str) -> bool:
    scalars = not any(isinstance(each, dict | list) for each in value)
    return scalars and not any(stands_alone(join(path, index)) for index in range(len(value)))
