"""`scripts/fuzz`: bytes of the corpus changed, by the thousand.

First every byte of every valid item under 8 kB: a change that alters signed content or proof must never be valid. Then
items of every kind changed in several places at once, the broken and the strange ones too: no bug, no input that takes
a second or 200 MB. Each finding is written to a file; printed are how many inputs there were, and the dearest of them.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import signal
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from tests.costs import measured
from tests.mutations import SMALL, Item, all_changes, every_item, is_harmless, some_changes, valid_items

SECONDS, MEGABYTES = 1.0, 200  # for one input
_MOST = 5 * 1024 * 1024  # bytes of one input
_GIVE_UP = 20  # seconds of the clock, after which an input hangs


class Hangs(BaseException):
    """Raised into an input that never ends; nothing catches it."""


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise Hangs


@dataclass
class Run:
    """What one item's inputs came to: how many, the most that one took (CPU seconds, MB), and what was found."""

    item: str
    done: int = 0
    seconds: float = 0.0
    megabytes: float = 0.0
    found: list[tuple[str, bytes]] = field(default_factory=list)

    def judge(self, item: Item, changed: bytes, *, counts: bool) -> str:
        """What is wrong with how the verifier took `changed`; empty where nothing is. `counts`: valid is wrong, too."""
        signal.signal(signal.SIGALRM, _stop)
        signal.setitimer(signal.ITIMER_REAL, _GIVE_UP)
        try:
            with measured() as cost:
                report = item.report(changed)
        except Hangs:
            return "hangs"
        except Exception as error:  # noqa: BLE001  (a bug is what is looked for)
            return f"raised {type(error).__name__}"
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
        self.seconds, self.megabytes = max(self.seconds, cost.seconds), max(self.megabytes, cost.megabytes)
        if any(check.code == "internal" for check in report.checks):
            return "a bug: internal"
        if cost.seconds > SECONDS:
            return f"took {cost.seconds:.1f} s"
        if cost.megabytes > MEGABYTES:
            return f"took {cost.megabytes:.0f} MB"
        if counts and report.verdict == "valid" and not is_harmless(item, changed):
            return "valid, although it was changed"
        return ""


def changed_once(item: Item, each: int, until: float) -> Run:
    """Every byte of one valid item changed in `each` ways."""
    return _run(item, all_changes(item.raw, each), until, counts=True)


def changed_much(item: Item, count: int, seed: int, until: float) -> Run:
    """`count` copies of one item with several changes each."""
    return _run(item, _shaken(item.raw, count, f"{seed} {item.id}"), until, counts=False)


def _run(item: Item, inputs: Iterator[bytes], until: float, *, counts: bool) -> Run:
    Run(item.id).judge(item, item.raw, counts=False)  # what is loaded once is not any input's
    run = Run(item.id)
    for changed in inputs:
        if time.time() > until:
            break
        run.done += 1
        problem = run.judge(item, changed, counts=counts)
        if problem:
            run.found.append((problem, changed))
    return run


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
    parser.add_argument("--each", type=int, default=1, help="changes of each byte, 10 at most (default 1)")
    parser.add_argument("--count", type=int, default=200, help="inputs for each item in the second part (default 200)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2, help="processes (default 2)")
    parser.add_argument("--only", default="", help="items whose id begins with this")
    parser.add_argument("--findings", type=Path, default=Path("fuzz-findings"), help="where to write what was found")
    options = parser.parse_args()
    small = [item for item in valid_items() if item.id.startswith(options.only) and len(item.raw) < SMALL]
    others = [item for item in every_item() if item.id.startswith(options.only)]
    bad = 0
    with ProcessPoolExecutor(max_workers=options.workers) as pool:
        until = time.time() + options.seconds
        jobs = [pool.submit(changed_once, item, options.each, until) for item in small]
        bad += _tell("one byte changed", _ended(jobs), options.findings)
        until = time.time() + options.seconds
        jobs = [pool.submit(changed_much, item, options.count, options.seed, until) for item in others]
        bad += _tell("much changed", _ended(jobs), options.findings)
    return 1 if bad else 0


def _ended(jobs: list[Future[Run]]) -> list[Run]:
    """What the jobs came to; how far they are is said on standard error."""
    runs: list[Run] = []
    for job in as_completed(jobs):
        runs.append(job.result())
        done = sum(run.done for run in runs)
        print(f"\r{len(runs)} of {len(jobs)} items, {done} inputs", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return runs


def _tell(title: str, runs: list[Run], folder: Path) -> int:
    found = [(run.item, problem, changed) for run in runs for problem, changed in run.found]
    for name, problem, changed in found:
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / hashlib.sha256(changed).hexdigest()[:16]
        file.write_bytes(changed)
        print(f"  {name}: {problem} ({file})")
    untouched = sum(not run.done for run in runs)
    inputs = sum(run.done for run in runs)
    print(f"{title}: {len(runs)} items, {inputs} inputs, {len(found)} findings, {untouched} items not reached in time")
    if runs:
        slow, large = max(runs, key=lambda run: run.seconds), max(runs, key=lambda run: run.megabytes)
        print(f"  at most {slow.seconds:.3f} s of CPU ({slow.item}) and {large.megabytes:.1f} MB more ({large.item})")
    sys.stdout.flush()
    return len(found)


if __name__ == "__main__":
    sys.exit(main())
