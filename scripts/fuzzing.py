"""`scripts/fuzz`: bytes of the corpus changed, by the thousand.

First every byte of every valid item under 8 kB: a change that alters signed content or proof must never be valid. Then
items of every kind changed in several places at once, the broken and the strange ones too: no bug, no input that takes
a second or 200 MB. Each finding is written to a file.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import resource
import signal
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from types import FrameType

from tests.mutations import SMALL, Item, all_changes, every_item, is_harmless, some_changes, valid_items

SECONDS, MEGABYTES = 1.0, 200  # for one input
_MOST = 5 * 1024 * 1024  # bytes of one input
_GIVE_UP = 20  # seconds of the clock, after which an input hangs


class Hangs(BaseException):
    """Raised into an input that never ends; nothing catches it."""


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise Hangs


def judge(item: Item, changed: bytes, *, counts: bool) -> str:
    """What is wrong with how the verifier took `changed`; empty where nothing is. `counts`: valid is wrong, too."""
    before, begun = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    signal.signal(signal.SIGALRM, _stop)
    signal.setitimer(signal.ITIMER_REAL, _GIVE_UP)
    try:
        report = item.report(changed)
    except Hangs:
        return "hangs"
    except Exception as error:  # noqa: BLE001  (a bug is what is looked for)
        return f"raised {type(error).__name__}"
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    took = time.process_time() - begun
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    if any(check.code == "internal" for check in report.checks):
        return "a bug: internal"
    if took > SECONDS:
        return f"took {took:.1f} s"
    if grown > MEGABYTES:
        return f"took {grown:.0f} MB"
    if counts and report.verdict == "valid" and not is_harmless(item, changed):
        return "valid, although it was changed"
    return ""


def changed_once(item: Item, each: int, until: float) -> tuple[str, int, list[tuple[str, bytes]]]:
    """Every byte of one valid item changed in `each` ways: its id, how many inputs, and what was found."""
    return _run(item, all_changes(item.raw, each), until, counts=True)


def changed_much(item: Item, count: int, seed: int, until: float) -> tuple[str, int, list[tuple[str, bytes]]]:
    """`count` copies of one item with several changes each: its id, how many inputs, and what was found."""
    return _run(item, _shaken(item.raw, count, f"{seed} {item.id}"), until, counts=False)


def _run(
    item: Item, inputs: Iterator[bytes], until: float, *, counts: bool
) -> tuple[str, int, list[tuple[str, bytes]]]:
    judge(item, item.raw, counts=False)  # what is loaded once is not any input's
    done, found = 0, []
    for changed in inputs:
        if time.time() > until:
            break
        done += 1
        problem = judge(item, changed, counts=counts)
        if problem:
            found.append((problem, changed))
    return item.id, done, found


def _shaken(raw: bytes, count: int, seed: str) -> Iterator[bytes]:
    chance = random.Random(seed)
    for number in range(count):
        changed = raw
        for _ in range(chance.choice((1, 2, 5, 20))):
            changed = next(some_changes(changed or b"{", 1, f"{seed} {number} {chance.random()}"))
        start, length = chance.randrange(len(raw)), chance.randrange(2000)
        if chance.random() < 0.2:  # noqa: PLR2004  (a stretch is doubled, many times)
            changed = changed[:start] + changed[start : start + length] * chance.choice((2, 50, 500)) + changed[start:]
        yield changed[:_MOST]


def main() -> int:
    """Run both parts; the exit code is 1 where anything was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=3600, help="for each of the two parts (default 3600)")
    parser.add_argument("--each", type=int, default=1, help="changes of each byte, 8 at most (default 1)")
    parser.add_argument("--count", type=int, default=200, help="inputs for each item in the second part (default 200)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="items whose id begins with this")
    parser.add_argument("--findings", type=Path, default=Path("fuzz-findings"), help="where to write what was found")
    options = parser.parse_args()
    small = [item for item in valid_items() if item.id.startswith(options.only) and len(item.raw) < SMALL]
    others = [item for item in every_item() if item.id.startswith(options.only)]
    bad = 0
    with ProcessPoolExecutor(max_workers=2) as pool:
        until = time.time() + options.seconds
        jobs = [pool.submit(changed_once, item, options.each, until) for item in small]
        bad += _tell("one byte changed", [job.result() for job in jobs], options.findings)
        until = time.time() + options.seconds
        jobs = [pool.submit(changed_much, item, options.count, options.seed, until) for item in others]
        bad += _tell("much changed", [job.result() for job in jobs], options.findings)
    return 1 if bad else 0


def _tell(title: str, results: list[tuple[str, int, list[tuple[str, bytes]]]], folder: Path) -> int:
    found = [(name, problem, changed) for name, _, problems in results for problem, changed in problems]
    for name, problem, changed in found:
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / hashlib.sha256(changed).hexdigest()[:16]
        file.write_bytes(changed)
        print(f"  {name}: {problem} ({file})")
    untouched = sum(not done for _, done, _ in results)
    inputs = sum(done for _, done, _ in results)
    print(
        f"{title}: {len(results)} items, {inputs} inputs, {len(found)} findings, {untouched} items not reached in time"
    )
    return len(found)


if __name__ == "__main__":
    sys.exit(main())
