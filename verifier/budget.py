"""What one input may cost altogether, however many credentials, lists and links are in it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from verifier.codec.jsonld import Allowance
from verifier.errors import Unreachable

if TYPE_CHECKING:
    from verifier.world import Answer, Fetch

SECONDS = 30.0  # of waiting; the last fetch begins within them, and has a limit of its own
MAX_FETCHES = 300
MAX_FETCHED = 64 * 1024 * 1024  # bytes


class Budget:
    """What is left for one input (or for one import of several), counted down.

    `clock` gives seconds from any beginning: waiting is measured, and it is nobody's time of day. `times` as much as
    for one input is for several, but for the `seconds`. `statements` is what the documents in it may cost that are read
    as JSON-LD.
    """

    def __init__(
        self, seconds: float = SECONDS, *, times: int = 1, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.statements = Allowance(times)
        self._clock = clock
        self._seconds = seconds
        self._fetches = times * MAX_FETCHES
        self._bytes = times * MAX_FETCHED

    def fetch(self, door: Fetch, url: str, accept: str) -> Answer:
        """`door(url, accept)`, as long as there is time.

        Raises what the door raises; Unreachable `fetch.too_many` after `MAX_FETCHES` or `MAX_FETCHED`, `fetch.timeout`
        when the seconds are used up.
        """
        if self._fetches <= 0 or self._bytes <= 0:
            raise Unreachable("fetch.too_many", {"url": url[:500]})
        if self._seconds <= 0:
            raise Unreachable("fetch.timeout", {"url": url[:500]})
        self._fetches -= 1
        begun = self._clock()
        try:
            answer = door(url, accept)
        finally:
            self._seconds -= self._clock() - begun
        self._bytes -= len(answer.body)
        return answer
