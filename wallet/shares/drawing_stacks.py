"""A shared stack in words, in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request

from verifier.site.i18n import language_of
from verifier.site.rendering import say
from wallet.shares.stacked import Towards
from wallet.stacks.plain_evaluation import say_evaluation
from wallet.stacks.plain_pieces import PlainEvaluation


@dataclass(frozen=True)
class DrawnTowards:
    """The evaluation in words; the pathway's digest, version and who wrote it; how many pairs of certificates count as
    two, or as one, because the learner says so."""

    plain: PlainEvaluation
    digest: str
    version: str
    owner: str
    decided: int


def draw_towards(request: Request, towards: Towards) -> DrawnTowards:
    """What stands on the page of a link that shares a stack."""
    pathway = towards.shared.pathway
    plain = say_evaluation(
        towards.evaluation,
        pathway,
        towards.achievements,
        language_of(request),
        lambda sentence, facts: say(request, sentence, facts),
        towards.agreements,
    )
    return DrawnTowards(plain, pathway.digest, pathway.version, pathway.owner.name, towards.decided)
