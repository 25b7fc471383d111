"""An answer to a shared stack: a comment, or a decision with what a decision has to say; and on what it rests.

A refusal names the substantial difference and the way to appeal (Lisbon Recognition Convention, articles III.5, VI.1);
so does whatever is less than full, as far as it is less.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum

from verifier.codec.moments import read_moment, write_moment
from wallet.recognition.languages import in_language
from wallet.service import Problem

MAX_NAME, MAX_TEXT, MAX_CREDITS = 120, 4000, 12
_CREDITS = re.compile(r"[0-9]{1,4}([.,][0-9]{1,3})?")


class Decision(StrEnum):
    """What is decided; empty for a comment."""

    COMMENT = ""
    FULL = "full"
    PARTIAL = "partial"
    CONDITIONAL = "conditional"
    REFUSED = "refused"
    MORE = "more"  # more evidence is wanted; nothing is decided yet

    @property
    def is_final(self) -> bool:
        """Whether something is decided at all."""
        return self not in (Decision.COMMENT, Decision.MORE)


@dataclass(frozen=True)
class Answer:
    """What a reader says: who they say they are, and the words. `text`: the comment, or the reasons."""

    decision: Decision
    text: str
    who: str = ""
    organisation: str = ""
    credits: str = ""
    conditions: str = ""
    difference: str = ""
    appeal: str = ""


@dataclass(frozen=True)
class Shown:
    """One item that was in front of the reader: its title, sha-256 (hex), verdict and the code that decided it."""

    title: str
    digest: str
    verdict: str
    code: str


@dataclass(frozen=True)
class Basis:
    """What the answer rests on: the link's view, the pathway, and the evaluation, verified and worked out at `at`."""

    at: datetime
    share_id: str
    revision: int
    view: str  # sha-256, hex
    stack_id: str
    from_name: str
    target: Mapping[str, str]  # titles: language -> text
    pathway: Mapping[str, str]
    version: str
    pathway_digest: str
    evaluation: str  # sha-256 (hex) of the canonical evaluation
    state: str
    counted: str
    asked: str
    items: tuple[Shown, ...]

    def title(self, language: str) -> str:
        """What it leads to, as that is called in the language."""
        return in_language(self.target or self.pathway, language)

    def pathway_title(self, language: str) -> str:
        """What the pathway is called in the language."""
        return in_language(self.pathway, language)


@dataclass(frozen=True)
class Received:
    """An answer as its learner reads it; without words where the entry is damaged. `credential`: the decision as its
    organisation signed it (JSON), empty where nobody did."""

    id: str
    share_id: str
    at: datetime
    answer: Answer | None = None
    basis: Basis | None = None
    credential: str = field(default="", repr=False)


def check_answer(answer: Answer) -> Answer:
    """The answer, trimmed. Raises Problem `review.empty`, `.too_long`, `.who`, `.credits`, `.difference`, `.appeal`,
    `.conditions`."""
    trimmed = Answer(answer.decision, **{name: value.strip() for name, value in _words(answer).items()})
    for name, value in _words(trimmed).items():
        limit = {"who": MAX_NAME, "organisation": MAX_NAME, "credits": MAX_CREDITS}.get(name, MAX_TEXT)
        if len(value) > limit:
            raise Problem("review.too_long", name)
    if not trimmed.text and trimmed.decision is not Decision.FULL:
        raise Problem("review.empty", "text")
    if trimmed.credits and not _CREDITS.fullmatch(trimmed.credits):
        raise Problem("review.credits", "credits")
    if trimmed.decision.is_final:
        _check_decision(trimmed)
    return trimmed


def _check_decision(answer: Answer) -> None:
    if not answer.who or not answer.organisation:
        raise Problem("review.who", "organisation" if answer.who else "who")
    if answer.decision is Decision.CONDITIONAL and not answer.conditions:
        raise Problem("review.conditions", "conditions")
    if answer.decision in (Decision.REFUSED, Decision.PARTIAL) and not answer.difference:
        raise Problem("review.difference", "difference")
    if answer.decision is not Decision.FULL and not answer.appeal:
        raise Problem("review.appeal", "appeal")


def write_received(answer: Answer, basis: Basis, credential: str = "") -> bytes:
    """JSON in UTF-8."""
    said = {"answer": asdict(answer), "basis": {**asdict(basis), "at": write_moment(basis.at)}}
    return json.dumps({**said, "credential": credential}).encode()


def read_received(raw: bytes) -> tuple[Answer, Basis, str]:
    """The inverse of `write_received`; of what the first version wrote, too, which knew no credential."""
    whole = json.loads(raw)
    answer, basis = whole["answer"], whole["basis"]
    items = tuple(Shown(**each) for each in basis["items"])
    return (
        Answer(**{**answer, "decision": Decision(answer["decision"])}),
        Basis(**{**basis, "at": read_moment(basis["at"]), "items": items}),
        whole.get("credential", ""),
    )


def _words(answer: Answer) -> Mapping[str, str]:
    return {name: value for name, value in vars(answer).items() if name != "decision"}
