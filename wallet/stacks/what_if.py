"""A course that a learner thinks of, as an achievement: planned, never mixed with what was earned."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from datetime import date
from fractions import Fraction

from wallet.recognition.achievement import Achievement, Amount, Framework, Level, Outcome, Standing, Unit
from wallet.recognition.body import Body, Identity, identity_of
from wallet.recognition.exact import number_text, read_number
from wallet.recognition.match import HIGHEST_LEVEL
from wallet.service import Problem
from wallet.stacks.stack import Planned

MOST_PLANNED = 20
MOST_OUTCOMES = 20
LONGEST = 200  # characters of one field
MOST_ECTS = 300
_PLANNED = "planned"
_ESCO = re.compile(r"https?://data\.europa\.eu/esco/")


def read_planned(title: str, ects: str, eqf: str, issuer: str, outcomes: str, opportunity: str = "") -> Planned:
    """What was typed; outcomes are web addresses, one a line. Raises Problem `planned.title`, `.ects`, `.eqf`,
    `.outcomes`, `.too_long`."""
    name, body = " ".join(title.split()), " ".join(issuer.split())
    if not name:
        raise Problem("planned.title", "title")
    for field, text in (("title", name), ("issuer", body)):
        if len(text) > LONGEST:
            raise Problem("planned.too_long", field)
    amount = read_number(ects.strip().replace(",", ".")) if ects.strip() else Fraction(0)
    if amount is None or not 0 <= amount <= MOST_ECTS:
        raise Problem("planned.ects", "ects")
    if eqf.strip() and eqf.strip() not in map(str, range(1, HIGHEST_LEVEL + 1)):
        raise Problem("planned.eqf", "eqf")
    lines = tuple(dict.fromkeys(line for line in outcomes.split() if line))
    if len(lines) > MOST_OUTCOMES or any(len(line) > 2 * LONGEST for line in lines):
        raise Problem("planned.outcomes", "outcomes")
    return Planned(name, number_text(amount) if amount else "", eqf.strip(), body, lines, opportunity)


def add_planned(before: tuple[Planned, ...], more: Planned) -> tuple[Planned, ...]:
    """Both, each once. Raises Problem `planned.too_many`."""
    if more in before:
        return before
    if len(before) >= MOST_PLANNED:
        raise Problem("planned.too_many")
    return (*before, more)


def planned_achievements(several: Iterable[Planned], on: date) -> tuple[Achievement, ...]:
    """Each as if it were there on that day, and its issuer proved."""
    return tuple(_achievement(each, index, on) for index, each in enumerate(several))


def _achievement(planned: Planned, index: int, on: date) -> Achievement:
    ects, level = read_number(planned.ects), planned.eqf
    written = json.dumps([index, planned.title, planned.ects, level, planned.issuer, *planned.outcomes])
    return Achievement(
        id=f"{_PLANNED}#{index}",
        digest=hashlib.sha256(written.encode()).hexdigest(),
        title=planned.title,
        standing=Standing(_PLANNED),
        issuer=_issuer(planned.issuer),
        credits=(Amount(ects, Unit.ECTS, "ects"),) if ects else (),
        levels=(Level(int(level), Framework.EQF),) if level else (),
        outcomes=tuple(Outcome(uri, _one_spelling(uri), _framework(uri)) for uri in planned.outcomes),
        awarded=on,
        planned=True,
    )


def _issuer(text: str) -> Body:
    """The body as if it were proved: one that is named counts where a rule names it, any where a list would do."""
    ids = (Identity(identity_of(text), _PLANNED),) if text else ()
    return Body(text, ids=ids, trusted=_PLANNED)


def _one_spelling(uri: str) -> str:
    return uri.replace("https:", "http:", 1) if _ESCO.match(uri) else uri


def _framework(uri: str) -> str:
    return "esco" if _ESCO.match(uri) else ""
