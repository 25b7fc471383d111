"""The directory of learning opportunities, as it looks from one of the learner's stacks."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.requests import Request

from verifier.site.i18n import language_of
from wallet.accounts.service import SignedIn
from wallet.pathways.service import Published
from wallet.pathways.towards import Towards, Would
from wallet.recognition.languages import in_language
from wallet.service import NotFound
from wallet.stacks import service
from wallet.stacks.agreed import agreed_in
from wallet.stacks.offered import Offered, offered
from wallet.stacks.offered_words import basis_of, would_of
from wallet.stacks.service import OwnStack
from wallet.stacks.showing import plain_of
from wallet.web.sessions import service_of


def towards_of(request: Request, directory: Sequence[Published]) -> Towards | None:
    """What these opportunities would add to the stack that the address names (`stack`), or to the one requirement of it
    that is named besides (`for`); None where nobody with a stack asks. Raises NotFound for a stack that is not theirs.
    """
    learner, house = getattr(request.state, "learner", None), service_of(request)
    own = service.list_stacks(house, learner) if isinstance(learner, SignedIn) else []
    if not isinstance(learner, SignedIn) or not own:
        return None
    stacks = [(each.id, _title(request, each)) for each in own]
    asked = request.query_params.get("stack", "")
    if not asked:
        return Towards(stacks)
    chosen = next((each for each in own if each.id == asked), None)
    if chosen is None:
        raise NotFound
    held = service.holdings(house, learner, agreed_in(house))
    evaluated = service.evaluate_held(chosen, held, own)
    names = {each.rule: each.title for each in plain_of(request, evaluated.evaluation, evaluated, held).requirements}
    rule = request.query_params.get("for", "")
    found = offered(evaluated, held, directory)
    wanted = [each for path, several in found.items() if not rule or path == rule for each in several]
    adds: dict[str, list[Would]] = {}
    for each in sorted(wanted, key=lambda one: one.rank(held.at.date())):
        adds.setdefault(each.published.document.digest, []).append(_would(request, each, chosen, names))
    planned = frozenset(each.opportunity for each in chosen.stack.planned)
    return Towards(stacks, chosen.id, _title(request, chosen), names.get(rule, ""), adds, planned)


def _would(request: Request, each: Offered, own: OwnStack, names: dict[str, str]) -> Would:
    pathway, prospect = own.stack.pathway, each.prospect
    return Would(names[prospect.rule], would_of(request, prospect, pathway), basis_of(request, prospect))


def _title(request: Request, own: OwnStack) -> str:
    return in_language(own.stack.pathway.title, language_of(request))
