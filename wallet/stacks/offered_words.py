"""What a learning opportunity would do for a stack, in words: how much, on what that rests, and who says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from starlette.requests import Request

from verifier.errors import Fact
from verifier.site.i18n import language_of, lazy
from verifier.site.rendering import say
from wallet.pathways.showing import Head, head_of, midnight, saying
from wallet.recognition.pathway import Pathway
from wallet.recognition.prospects import Prospect
from wallet.recognition.rule import Credits, Total, walk
from wallet.stacks.offered import Offered
from wallet.stacks.plain_number import plain_number
from wallet.stacks.plain_rule import unit_name
from wallet.stacks.stack import Planned

MOST_SHOWN = 3  # beside one step
_COMPLETES = lazy("Would complete it.")
_ADDS = lazy("Would add %(amount)s of the %(lack)s %(unit)s that are missing.")
_ONE_OF = lazy("Would be one of the %(lack)s that are missing.")
# Why it would count, by the engine's reason.
_BASES: Mapping[str, str] = MappingProxyType(
    {
        "same_achievement": lazy("It says that it leads to what is asked for, by the issuer that is asked for."),
        "issuer_code": lazy("It has the issuer's own code for what is asked for."),
        "issuer_title": lazy("It has the title that is asked for, from the issuer that is asked for."),
        "issuer": lazy("It names the issuer that is asked for as its provider."),
        "achievement_trusted": lazy("It says that it leads to what is asked for."),
        "home": lazy("It names the institution whose pathway this is as its provider."),
        "trusted": lazy("It fits what is asked for."),
        "agreement": lazy("An agreement recognises what it says it leads to."),
        "outcome": lazy("It says that one learns this."),
    }
)
_ONCE_PROVED = lazy("It would count once it is awarded and its issuer is proved.")
_ONCE_LISTED = lazy("It would count once it is awarded by an issuer that is proved and on a trust list.")
_GRADED = lazy("The grade that is asked for has to be reached.")


@dataclass(frozen=True)
class PlainOffer:
    """One opportunity beside one requirement. `by`: who stands for the description. `planned`: the what-if has it."""

    head: Head
    provider: str
    would: str
    basis: str
    starts: datetime | None
    apply_until: datetime | None
    planned: bool


@dataclass(frozen=True)
class PlainOffers:
    """The best for one requirement, and how many there are in all."""

    best: tuple[PlainOffer, ...]
    several: int


def offers_of(
    request: Request, found: Mapping[str, Sequence[Offered]], pathway: Pathway, planned: Iterable[Planned]
) -> dict[str, PlainOffers]:
    """Path of a rule -> the best of what would count for it, in the reader's language."""
    have = {each.opportunity for each in planned}
    return {
        rule: PlainOffers(tuple(_offer(request, each, pathway, have) for each in several[:MOST_SHOWN]), len(several))
        for rule, several in found.items()
    }


def _offer(request: Request, offered: Offered, pathway: Pathway, have: set[str]) -> PlainOffer:
    opportunity, digest = offered.opportunity, offered.published.document.digest
    return PlainOffer(
        head=head_of(request, offered.published),
        provider=opportunity.provider.name,
        would=would_of(request, offered.prospect, pathway),
        basis=basis_of(request, offered.prospect),
        starts=midnight(opportunity.starts),
        apply_until=midnight(opportunity.apply_until),
        planned=digest in have,
    )


def would_of(request: Request, prospect: Prospect, pathway: Pathway) -> str:
    """How much it would add to what is missing."""
    if prospect.completes:
        return say(request, _COMPLETES)
    unit, language = _unit_of(prospect.rule, pathway), language_of(request)
    facts: dict[str, Fact] = {
        "amount": plain_number(prospect.adds, language),
        "lack": plain_number(prospect.lack, language, up=True),
        "unit": unit_name(unit, saying(request)),
    }
    return say(request, _ADDS if unit else _ONE_OF, facts)


def basis_of(request: Request, prospect: Prospect) -> str:
    """On what it rests that it would count, and under which condition."""
    parts = [_BASES[prospect.reason], _ONCE_LISTED if prospect.listed else _ONCE_PROVED]
    return " ".join(say(request, each) for each in [*parts, *([_GRADED] if prospect.graded else [])])


def _unit_of(path: str, pathway: Pathway) -> str:
    """What is counted there; nothing for things that are counted by the piece."""
    rule = next((each for each in walk(pathway.root) if each.path == path), None)
    if isinstance(rule, Credits):
        return rule.unit_name or rule.unit.value
    return "ects" if rule is None or isinstance(rule, Total) else ""
