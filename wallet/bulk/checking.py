"""Each source checked by itself, several at a time, within a time that is set for all. Nothing is kept.

Links of this service are opened as their readers open them: their learners are told.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from verifier import Examined, World, examine
from verifier.budget import Budget
from verifier.errors import Unreachable, VerifierError
from verifier.reading import follow_link
from wallet.bulk.sources import Source
from wallet.recognition.achievement import Achievement
from wallet.recognition.agreement import Agreement
from wallet.recognition.comparable import read_achievements
from wallet.recognition.engine import Circumstances, evaluate
from wallet.recognition.evaluation import Evaluation
from wallet.recognition.pathway import Pathway
from wallet.service import NotFound, Service
from wallet.shares.opening import open_share
from wallet.shares.passcodes import PasscodeNeeded
from wallet.stacks.agreed import agreed_in

AT_ONCE = 4
SECONDS_EACH = 15.0  # of waiting for others' answers
SECONDS = 600.0  # for everything; what was not begun by then is said to be unchecked
_SHARE = re.compile(r"/s/([A-Za-z0-9_-]{22})/?#(.{1,200})")


@dataclass(frozen=True)
class Stood:
    """How far the credentials of one source lead on a pathway."""

    evaluation: Evaluation
    pathway: Pathway
    achievements: tuple[Achievement, ...]
    agreements: tuple[Agreement, ...] = ()


@dataclass(frozen=True)
class Checked:
    """One source with what was found in it. `problem`: `gone`, `passcode`, `unreachable` or `time`, where nothing could
    be checked."""

    source: Source
    items: tuple[Examined, ...] = ()
    problem: str = ""
    stood: Stood | None = None


@dataclass(frozen=True)
class Office:
    """Who checks: the name that learners see where a link of ours is opened, and the pathway to look for, if any."""

    service: Service
    viewer: str = ""
    pathway: Pathway | None = None


def check_all(
    office: Office, sources: Sequence[Source], clock: Callable[[], float] = time.monotonic
) -> Generator[Checked]:
    """Every source in order, as soon as it and those before it are checked. Closed before its end it begins nothing
    more, and returns when nothing of it runs: `close` waits, so call it on a thread."""
    end = clock() + SECONDS
    known = agreed_in(office.service)(office.service.now()) if office.pathway else Circumstances()

    def one(source: Source) -> Checked:
        return _check(office, source, known) if clock() < end else Checked(source, problem="time")

    pool = ThreadPoolExecutor(AT_ONCE)
    try:
        yield from pool.map(one, sources)
    finally:
        # Those that run are waited for, AT_ONCE at most, each with an end of its own: left alone they would come to a
        # closed database; cut short, a learner would be told of an opening that found what was not so.
        pool.shutdown(wait=True, cancel_futures=True)


def _check(office: Office, source: Source, known: Circumstances) -> Checked:
    world = replace(office.service.world(), budget=Budget(SECONDS_EACH))
    own = _own_share(office.service, source.link)
    if own is not None:
        return _open(office, source, own, known)
    try:
        pieces = follow_link(source.link, office.service.fetch_link) if source.link else [source.raw]
    except Unreachable:
        return Checked(source, problem="unreachable")
    except VerifierError:
        pieces = [source.link.encode("utf-8", "surrogatepass")]
    items = tuple(part for piece in pieces for part in _parts(piece, world))
    return Checked(source, items, stood=_stand(office, items, world, known))


def _parts(raw: bytes, world: World) -> tuple[Examined, ...]:
    examined = examine(raw, world)
    return examined.inside if examined.report.format == "list" and examined.inside else (examined,)


def _own_share(service: Service, link: str) -> tuple[str, str] | None:
    """The id and the key of a link of this service."""
    start = service.settings.public_url
    found = _SHARE.fullmatch(link.removeprefix(start)) if link.startswith(start) else None
    return (found[1], found[2]) if found else None


def _open(office: Office, source: Source, own: tuple[str, str], known: Circumstances) -> Checked:
    try:
        opened = open_share(office.service, *own, office.viewer)
    except NotFound:
        return Checked(source, problem="gone")
    except PasscodeNeeded:
        return Checked(source, problem="passcode")
    stood = _stand(office, opened.items, office.service.world(), known)
    if stood is None and opened.towards is not None:
        found = opened.towards
        stood = Stood(found.evaluation, found.shared.pathway, found.achievements, found.agreements)
    return Checked(source, opened.items, stood=stood)


def _stand(office: Office, items: Sequence[Examined], world: World, known: Circumstances) -> Stood | None:
    if office.pathway is None:
        return None
    found = tuple(each for number, item in enumerate(items, 1) for each in read_achievements(str(number), item))
    evaluation = evaluate(office.pathway, found, world.at.replace(microsecond=0), known)
    return Stood(evaluation, office.pathway, found, known.agreements)
