"""What the directory of learning opportunities says to somebody who has a stack: what each would add to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from starlette.requests import Request

from wallet.pathways.service import Published


@dataclass(frozen=True)
class Would:
    """What one opportunity would do for one requirement, in words: which, how much, and on what that rests."""

    requirement: str
    sentence: str
    basis: str


@dataclass(frozen=True)
class Towards:
    """A learner's stacks (id, title) to choose from, and where one is chosen, by the opportunity's digest, the best
    first: what each would add. `only`: the requirement that the list is narrowed to. `planned`: digests of those that
    the stack's what-if has already."""

    stacks: Sequence[tuple[str, str]]
    chosen: str = ""
    title: str = ""
    only: str = ""
    adds: Mapping[str, Sequence[Would]] = field(default_factory=dict)
    planned: frozenset[str] = frozenset()

    @property
    def order(self) -> Mapping[str, int]:
        """Digest -> its place."""
        return {digest: place for place, digest in enumerate(self.adds)}


# The feature of stacks answers it: for whoever asks (None: nobody with a stack), about these opportunities.
TowardsOf = Callable[[Request, Sequence[Published]], Towards | None]
