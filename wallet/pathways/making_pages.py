"""Writing a pathway without JSON, taking one in from a file, and a learner's own drafts. All of it needs a sign-in."""

from __future__ import annotations

import json

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from verifier.site.forms import files, form, text
from verifier.site.i18n import language_of
from verifier.site.redirects import see_other
from verifier.site.rendering import render
from wallet.pathways import drafts
from wallet.pathways import service as public
from wallet.pathways.documents import Kind, document_of
from wallet.pathways.exchange import Source, read_opportunities
from wallet.pathways.form import FEWEST_ROWS, MOST_ROWS, Typed, read_form, rows_shown, values_of
from wallet.pathways.pages import around_pathway
from wallet.pathways.problem_words import explain
from wallet.pathways.service import LARGEST_CREDENTIAL, TakenIn, Unfit, take_in
from wallet.pathways.showing import ADDRESSES
from wallet.recognition.document import Place, Unreadable, read_document
from wallet.recognition.pathway import Pathway, pathway_at
from wallet.service import Problem, Service, new_id
from wallet.web.sessions import service_of, signed_in

_FORM_FIELDS = 400


def new_page(request: Request) -> Response:
    """GET /pathways/new: an empty form, or a draft of one's own as JSON (`?draft=`)."""
    learner, draft_id = signed_in(request), request.query_params.get("draft", "")
    values = {"language": language_of(request)}
    if draft_id:
        draft = drafts.open_draft(service_of(request), learner, draft_id)
        values["json"] = json.dumps(draft.pathway.as_json(), ensure_ascii=False, indent=2)
    return _form_page(request, values, {}, draft_id)


@form(max_fields=_FORM_FIELDS, max_bytes=LARGEST_CREDENTIAL)
def create(request: Request, fields: FormData) -> Response:
    """POST /pathways/new: keep it as a draft; or another row of fields (`action=more`), with nothing lost."""
    learner, draft_id = signed_in(request), text(fields, "draft")
    if text(fields, "action") == "more":
        values = values_of(fields)
        return _form_page(request, {**values, "rows": str(min(MOST_ROWS, rows_shown(values) + 1))}, {}, draft_id)
    typed = read_form(fields, f"urn:cairn:pathway:{new_id()}")
    try:
        pathway = _read(typed)
        kept = drafts.save_draft(service_of(request), learner, pathway, draft_id)
    except Unreadable as error:
        return _form_page(request, typed.values, _mistake(request, typed, error), draft_id, 422)
    except Problem as problem:
        return _form_page(request, typed.values, {"form": explain(request, problem)}, draft_id, 422)
    return see_other(f"/pathways/drafts/{kept}")


def draft_page(request: Request) -> Response:
    """GET /pathways/drafts/{id}: a pathway of one's own, which nobody else can read."""
    learner, house = signed_in(request), service_of(request)
    draft = drafts.open_draft(house, learner, request.path_params["id"])
    context = {**around_pathway(request, draft.pathway), "head": None, "draft": draft}
    return render(request, "pathways/page.html", context)


@form()
def publish_draft(request: Request, _fields: FormData) -> Response:
    """POST /pathways/drafts/{id}/publish: the learner's choice."""
    digest = drafts.publish_draft(service_of(request), signed_in(request), request.path_params["id"])
    return see_other(f"/pathways/{digest}")


def delete_page(request: Request) -> Response:
    """GET /pathways/drafts/{id}/delete: ask once."""
    draft = drafts.open_draft(service_of(request), signed_in(request), request.path_params["id"])
    return render(request, "pathways/delete.html", {"draft": draft, "title": next(iter(draft.pathway.title.values()))})


@form()
def delete(request: Request, _fields: FormData) -> Response:
    """POST /pathways/drafts/{id}/delete."""
    drafts.delete_draft(service_of(request), signed_in(request), request.path_params["id"])
    return see_other("/pathways")


def import_page(request: Request) -> Response:
    """GET /pathways/import."""
    signed_in(request)
    return _import_page(request, {"source": Source.OURS.value}, {})


@form(max_files=1, max_bytes=2 * LARGEST_CREDENTIAL)
def take(request: Request, fields: FormData) -> Response:
    """POST /pathways/import: a pathway that nobody signed becomes a draft; what is signed, agreements and learning
    opportunities are put in the open."""
    learner, house = signed_in(request), service_of(request)
    values = {name: text(fields, name) for name in ("text", "source")}
    handed = [raw for _, raw in files(fields, "file")] or [values["text"].strip().encode("utf-8", "surrogatepass")]
    try:
        taken = _taken(house, handed[0], values["source"])
        address = ""
        for each in taken:
            if each.document.kind is Kind.PATHWAY and each.examined is None:
                assert isinstance(each.document.value, Pathway)
                address = f"/pathways/drafts/{drafts.save_draft(house, learner, each.document.value)}"
            else:
                address = f"{ADDRESSES[each.document.kind]}/{public.publish(house, learner, each)}"
    except Unfit as problem:
        return _import_page(request, values, {"text": explain(request, problem, problem.path)}, 422)
    except Problem as problem:
        return _import_page(request, values, {"form": explain(request, problem)}, 422)
    return see_other(address if len(taken) == 1 else ADDRESSES[taken[0].document.kind])


def _taken(house: Service, raw: bytes, source: str) -> list[TakenIn]:
    if not raw:
        raise Unfit("document.empty", "")
    kind = next((each for each in Source if each.value == source), Source.OURS)
    try:
        return [take_in(house, raw, kind)]
    except Unfit as problem:
        if kind is not Source.ELM or problem.code != "exchange.no_pathway":
            raise
    try:
        return [TakenIn(each) for each in read_opportunities(raw)]
    except Unreadable as error:
        raise Unfit(error.code, error.path) from error


def _read(typed: Typed) -> Pathway:
    pasted = typed.values["json"].strip()
    if pasted:
        return pathway_at(read_document(pasted.encode("utf-8", "surrogatepass")))
    pathway = pathway_at(Place(typed.document))
    document_of(pathway)  # what has no canonical text has no address
    return pathway


def _mistake(request: Request, typed: Typed, error: Unreadable) -> dict[str, str]:
    """The sentence, beside the field or the row that it is about."""
    problem = Problem(error.code)
    if typed.values["json"].strip():
        return {"json": explain(request, problem, error.path)}
    row = typed.row_of(error.path)
    if row is not None:
        return {f"row-{row}": explain(request, problem)}
    field = error.path.strip("/").split("/")[0]
    return {field if field in ("title", "target", "policy", "root") else "form": explain(request, problem)}


def _form_page(request: Request, values: object, errors: dict[str, str], draft_id: str, status: int = 200) -> Response:
    known = values if isinstance(values, dict) else {}
    context = {
        "values": values,
        "errors": errors,
        "rows": rows_shown(known),
        "most_rows": MOST_ROWS,
        "fewest_rows": FEWEST_ROWS,
        "draft_id": draft_id,
    }
    return render(request, "pathways/new.html", context, status)


def _import_page(request: Request, values: dict[str, str], errors: dict[str, str], status: int = 200) -> Response:
    return render(request, "pathways/import.html", {"values": values, "errors": errors}, status)
