"""Learning opportunities as pages that need no account: the directory, one of them, its file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from starlette.requests import Request
from starlette.responses import Response

from verifier.plain_names import language_name
from verifier.site.i18n import language_of, lazy
from verifier.site.rendering import render
from wallet.pathways import service as public
from wallet.pathways.amount_words import number_words
from wallet.pathways.discover import is_offered
from wallet.pathways.documents import Kind
from wallet.pathways.pages import asked_for, file_of
from wallet.pathways.service import Published, opportunity_of
from wallet.pathways.showing import FIELDS, Head, head_of, midnight
from wallet.pathways.towards import Towards, TowardsOf
from wallet.recognition.languages import in_language
from wallet.web.sessions import service_of

MOST_LISTED = 100
_LATE = datetime.max.replace(tzinfo=UTC)
TERMS = {
    "assessment": lazy("Assessment"),
    "admission": lazy("Admission"),
    "fees": lazy("Fees"),
    "participation": lazy("Form of participation"),
    "quality": lazy("Quality assurance"),
}


@dataclass(frozen=True)
class OpportunityRow:
    """One in the directory. `over`: nobody can begin it any more."""

    head: Head
    provider: str
    ects: str
    eqf: int | None
    starts: datetime | None
    apply_until: datetime | None
    over: bool


def opportunities_page(request: Request) -> Response:
    """GET /opportunities: the directory; what is over stands last, and only if asked for. With `stack`, what each would
    add to it, the best first; with `for`, only what would count for that requirement."""
    house, learner = service_of(request), getattr(request.state, "learner", None)
    found = public.list_public(house, Kind.OPPORTUNITY, learner)
    query, level, field = asked_for(request)
    spoken = request.query_params.get("language", "")[:8]
    over = request.query_params.get("over") == "1"
    today = house.now().date()
    wanted = [each for each in found if is_offered(opportunity_of(each), query, level, field, spoken)]
    towards = _towards(request, found)
    if towards and towards.only:
        wanted = [each for each in wanted if each.document.digest in towards.adds]
    rows = [_row(request, each, today) for each in wanted]
    shown = [row for row in rows if over or not row.over]
    order = towards.order if towards else {}
    tags = {tag for each in found for tag in opportunity_of(each).languages}
    shown.sort(key=lambda row: (row.over, order.get(row.head.digest, len(order)), row.starts or _LATE))
    context = {
        "rows": shown[:MOST_LISTED],
        "total": len(found),
        "query": query,
        "level": str(level or ""),
        "field": field,
        "spoken": spoken,
        "over": over,
        "fields": FIELDS,
        "tongues": [(tag, _tongue(request, tag)) for tag in sorted(tags)],
        "towards": towards,
    }
    return render(request, "pathways/opportunities.html", context)


def opportunity_page(request: Request) -> Response:
    """GET /opportunities/{digest}; with `stack`, what it would add to it."""
    house, learner, language = service_of(request), getattr(request.state, "learner", None), language_of(request)
    published = public.open_public(house, request.path_params["digest"], learner)
    offered = opportunity_of(published)
    context = {
        "head": head_of(request, published),
        "row": _row(request, published, house.now().date()),
        "offered": offered,
        "tongues": [_tongue(request, tag) for tag in offered.languages],
        "description": in_language(offered.description, language),
        "hours": "" if offered.hours is None else number_words(offered.hours, language),
        "days": [(name, midnight(day)) for name, day in offered.days if day],
        "outcomes": [(in_language(each.title, language), each.uri, each.framework) for each in offered.outcomes],
        "terms": [(TERMS[name], in_language(words, language)) for name, words in offered.terms.items()],
        "field_names": [(code, FIELDS.get(code[:2], "")) for code in offered.isced],
        "towards": _towards(request, [published]),
    }
    return render(request, "pathways/opportunity.html", context)


def opportunity_file(request: Request) -> Response:
    """GET /opportunities/{digest}/{format}.json: our own format, or ELM."""
    published = public.open_public(service_of(request), request.path_params["digest"])
    return file_of(opportunity_of(published), request.path_params["format"])


def _tongue(request: Request, tag: str) -> str:
    """What a language is called, in the reader's own; its tag where nothing is known of it."""
    return language_name(tag, language_of(request)) or tag


def _towards(request: Request, found: Sequence[Published]) -> Towards | None:
    """What the feature of stacks says to who is signed in."""
    ask: TowardsOf | None = getattr(request.app.state, "towards_of", None)
    return ask(request, found) if ask else None


def _row(request: Request, published: Published, today: date) -> OpportunityRow:
    offered, language = opportunity_of(published), language_of(request)
    return OpportunityRow(
        head=head_of(request, published),
        provider=offered.provider.name,
        ects="" if offered.ects is None else number_words(offered.ects, language),
        eqf=offered.eqf,
        starts=midnight(offered.starts),
        apply_until=midnight(offered.apply_until),
        over=offered.is_over(today),
    )
