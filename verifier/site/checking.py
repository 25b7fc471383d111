"""GET and POST /verify: check a paste, files or a link. Nothing that is checked is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from limits import parse
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from verifier.errors import Unreachable, VerifierError
from verifier.examine import Examined, examine
from verifier.pipeline import unread_report
from verifier.plain import plain_report
from verifier.reading import MAX_BYTES, follow_link
from verifier.site.errors import prefers_json
from verifier.site.evidence import answer_evidence
from verifier.site.forms import files, form, text
from verifier.site.i18n import language_of, lazy
from verifier.site.items import draw_items, unreadable
from verifier.site.rate_limit import address_of, limits_of
from verifier.site.rendering import render, say
from verifier.site.theirs import again, answer_theirs, read_typed
from verifier.world import Fetch, World

MAX_FILES = 10
MAX_BODY = 2 * MAX_BYTES + 64 * 1024
CHECKS = parse("60/minute")

_MAX_LINK = 4000
_LINK_SENTENCES: Mapping[str, str] = {
    "fetch.refused": lazy("This address cannot be asked: it has to be a public one that begins with https."),
    "fetch.timeout": lazy("Nothing came back from this address in time."),
    "fetch.too_large": lazy("What lies at this address is too large."),
}
_LINK_FAILED = lazy("Nothing could be fetched from this address.")


@dataclass(frozen=True)
class Checking:
    """What checking needs: the world at this moment, and the door for links. Lives in `app.state.checking`.

    `accept_unproven_issuers` lets programs (never pages) have keys that nothing ties to the issuer count as theirs.
    """

    world: Callable[[], World]
    fetch: Fetch
    accept_unproven_issuers: bool = False


@dataclass(frozen=True)
class Checked:
    """One source, as the reader calls it, and what was found in it."""

    source: str
    examined: Examined


def show_check(request: Request) -> Response:
    """The page with the three ways in."""
    return render(request, "verify/page.html", {"errors": {}, "values": {}})


@form(max_files=MAX_FILES, max_bytes=MAX_BODY)
def check(request: Request, fields: FormData) -> Response:
    """Check what was sent: a page, or JSON with one object for each source (`check --json`)."""
    limits_of(request).hit(CHECKS, "verify", address_of(request))
    world = checking_of(request).world()
    try:
        checked = [Checked(source, examine(raw, world)) for source, raw in _sources(request, fields)]
    except Unreachable as error:
        if not prefers_json(request):
            return _again(request, fields, "link", _LINK_SENTENCES.get(error.code, _LINK_FAILED))
        unread = Unreachable("structure.unreadable", {"reason": error.code, **error.facts})
        checked = [Checked(_link(fields), Examined(b"", unread_report("", unread, world)))]
    if prefers_json(request):
        return JSONResponse([{"source": each.source, **each.examined.as_json()} for each in checked])
    if not checked:
        return _again(request, fields, "form", lazy("Give a file, a link or a text to check."))
    return _result(request, fields, checked, world)


def checking_of(request: Request) -> Checking:
    """The application's way to check."""
    checking = request.app.state.checking
    assert isinstance(checking, Checking)
    return checking


def _sources(request: Request, fields: FormData) -> Iterator[tuple[str, bytes]]:
    """(name, bytes) of everything that was sent. Raises Unreachable `fetch.*` for the link."""
    yield from files(fields, "file")
    typed = text(fields, "text")
    if typed.strip():
        yield "text", typed.encode("utf-8", "surrogatepass")
    link = _link(fields)
    if link:
        try:
            for raw in follow_link(link, checking_of(request).fetch):
                yield link, raw
        except Unreachable:
            raise
        except VerifierError as error:
            raise Unreachable("fetch.failed") from error


def _link(fields: FormData) -> str:
    link = text(fields, "link").strip()[:_MAX_LINK]
    return f"https://{link}" if link and "://" not in link else link


def _again(request: Request, fields: FormData, field: str, sentence: str) -> Response:
    typed = {"text": text(fields, "text"), "link": text(fields, "link")}
    context = {"errors": {field: say(request, sentence)}, "values": typed}
    return render(request, "verify/page.html", context, 422)


def _result(request: Request, fields: FormData, checked: list[Checked], world: World) -> Response:
    language = language_of(request)
    results = [item for each in checked for item in draw_items(each.examined, language, _file_name(each))]
    left_out = [(each, part) for each in checked for part in unreadable(each.examined)]
    sentences = [_named(each, plain_report(part, language).sentence) for each, part in left_out]
    context = {
        "results": results,
        "problem": " ".join(sentences),
        "evidence": answer_evidence(request, fields, [each.examined for each in checked], world),
        "theirs": answer_theirs(request, (each.examined for each in checked), read_typed(fields)),
        "again": again(checked[0].examined.raw) if len(checked) == 1 else "",
    }
    return render(request, "verify/result.html", context)


def _file_name(checked: Checked) -> str:
    return "" if checked.source == "text" else checked.source


def _named(checked: Checked, sentence: str) -> str:
    name = _file_name(checked)
    return f"{name}: {sentence}" if name else sentence
