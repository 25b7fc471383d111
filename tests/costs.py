"""What something costs this process: seconds of its processor, and memory at most."""

from __future__ import annotations

import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path


@dataclass
class Cost:
    """Seconds of the processor; MB more than before, at the worst moment."""

    seconds: float = 0.0
    megabytes: float = 0.0


@contextmanager
def measured() -> Iterator[Cost]:
    """What happens inside; the figures are there after it, also when it raised."""
    cost, before, begun = Cost(), _memory(), time.process_time()
    try:
        yield cost
    finally:
        cost.seconds, cost.megabytes = time.process_time() - begun, _most_memory() - before


def _memory() -> float:
    """MB that this process holds now; where the system can forget the most that it ever held, it does."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", "ascii")
    return _most_memory()


def _most_memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
