"""What stacks know of one credential and of all: how it might be recognised and where it counts, and skills."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from verifier.site.i18n import lazy
from verifier.site.rendering import render, say
from wallet.credentials.pages import all_cards, card_of
from wallet.credentials.service import examined_of, open_credential
from wallet.stacks import service
from wallet.stacks.agreed import agreed_in
from wallet.stacks.evaluation_words import ADVICE
from wallet.stacks.plain_pieces import PlainEvaluation
from wallet.stacks.recognising import case_of
from wallet.stacks.service import OwnStack
from wallet.stacks.showing import plain_of
from wallet.stacks.skills import passport_json, skills_of
from wallet.web.sessions import service_of, signed_in

_COUNTS = lazy("It counts for “%(rule)s”.")
_COUNTS_SO_MUCH = lazy("It counts for “%(rule)s”: %(amount)s.")
_NEARLY = lazy("For “%(rule)s”:")


@dataclass(frozen=True)
class Towards:
    """A stack, and what this credential does in it."""

    id: str
    title: str
    counts: bool
    lines: tuple[str, ...]


def recognition_page(request: Request) -> Response:
    """GET /credentials/{id}/recognition: completeness, the letter, tracks and criteria, and where it counts."""
    learner, house = signed_in(request), service_of(request)
    card = card_of(request, request.path_params["id"])
    kept = open_credential(house, learner, card.id)
    examined = examined_of(kept.raw, kept.record, kept.report)
    case = case_of(request, examined, service.achievements_of(kept), house.register.assured(house.now()))
    own = service.list_stacks(house, learner)
    towards = []
    if own:
        held = service.holdings(house, learner, agreed_in(house))
        for each in own:
            evaluated = service.evaluate_held(each, held, own)
            towards.append(_towards(request, each, plain_of(request, evaluated.evaluation, evaluated, held), card.id))
    context = {
        "card": card,
        "cases": [case] if case else [],
        "towards": towards,
        "advice": say(request, ADVICE),
    }
    return render(request, "stacks/recognition.html", context)


def _towards(request: Request, own: OwnStack, plain: PlainEvaluation, credential_id: str) -> Towards:
    words = partial(say, request)
    counts: list[str] = []
    why_not: list[str] = []
    for each in plain.requirements:
        for piece in each.by:
            if piece.credential == credential_id:
                facts = {"rule": each.title, "amount": piece.amount}
                said = words(_COUNTS_SO_MUCH if piece.amount else _COUNTS, facts)
                counts.append(f"{said} {piece.sentence}")
        nearly = words(_NEARLY, {"rule": each.title})
        why_not += [f"{nearly} {piece.sentence}" for piece in each.almost if piece.credential == credential_id]
    excluded = [f"{each.sentence} {each.help}".strip() for each in plain.uncounted if each.credential == credential_id]
    lines = counts or list(dict.fromkeys([*excluded, *why_not]))
    return Towards(own.id, plain.title, bool(counts), tuple(dict.fromkeys(lines)))


def skills_page(request: Request) -> Response:
    """GET /skills: what all credentials say that the learner knows and can do."""
    learner, house = signed_in(request), service_of(request)
    frameworks = skills_of(service.held_achievements(house, learner))
    who = {card.id: card.issuer for card in all_cards(request)}
    return render(request, "stacks/skills.html", {"frameworks": frameworks, "who": who, "at": house.now()})


def skills_json(request: Request) -> Response:
    """GET /skills.json: the same as data."""
    learner, house = signed_in(request), service_of(request)
    frameworks = skills_of(service.held_achievements(house, learner))
    headers = {"Content-Disposition": 'attachment; filename="skills.json"'}
    return JSONResponse(passport_json(frameworks, house.now().replace(microsecond=0)), headers=headers)
