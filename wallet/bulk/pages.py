"""/bulk: up to 500 links or files in one table, for anybody. The table grows as the work goes on; nothing is kept."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator
from contextlib import closing
from threading import BoundedSemaphore

from limits import parse
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from verifier.codec.json_text import read_json
from verifier.errors import VerifierError
from verifier.site.errors import prefers_json
from verifier.site.forms import files, form, text
from verifier.site.i18n import language_of
from verifier.site.rate_limit import TooMany, address_of, limits_of
from verifier.site.rendering import render, say
from wallet.bulk.checking import Office, check_all
from wallet.bulk.rows import COLUMNS, Row, as_cells, draw_rows, write_table
from wallet.bulk.sources import MOST, Source, read_sources
from wallet.pathways.documents import Kind
from wallet.pathways.service import list_public, open_public, pathway_of
from wallet.problems import errors_of
from wallet.recognition.languages import in_language
from wallet.recognition.pathway import Pathway
from wallet.service import NotFound, Problem
from wallet.shares.opening import MAX_VIEWER
from wallet.web.sessions import service_of

RUNS = parse("12/hour")
TABLES = parse("60/hour")
RUNNING = 2  # tables at once, of everybody
_WAIT = 60  # seconds
_MAX_BODY = 32 * 1024 * 1024
_MAX_TABLE = 4 * 1024 * 1024
_Rows = Generator[tuple[int, Row | None]]
_MARK = "<!--rows-->"  # nothing that anybody typed looks like this: it would be escaped


class _Growing(StreamingResponse):
    """A page that grows as `rows` come. When it ends, also because its browser went away, so does the work for it: on a
    thread, since those rows that are begun are finished first, and the event loop has others to serve meanwhile."""

    def __init__(self, pieces: Iterator[str], rows: _Rows) -> None:
        super().__init__(pieces, media_type="text/html")
        self._rows = rows

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            await run_in_threadpool(self._rows.close)


def running() -> BoundedSemaphore:
    """What bounds how many tables are made at once; lives in `app.state.bulk`."""
    return BoundedSemaphore(RUNNING)


def bulk_page(request: Request) -> Response:
    """GET /bulk."""
    return _ask(request, {"pathway": request.query_params.get("pathway", "")})


@form(max_files=MOST, max_fields=20, max_bytes=_MAX_BODY)
def bulk(request: Request, fields: FormData) -> Response:
    """POST /bulk: `text` (links, one a line, or credentials), `file` (several), `viewer`, `pathway` (a digest).

    A page whose table grows; JSON with one object a row for programs.
    """
    typed = {name: text(fields, name).strip() for name in ("text", "viewer", "pathway")}
    try:
        sources = read_sources(typed["text"], files(fields, "file"))
        office = Office(service_of(request), typed["viewer"][:MAX_VIEWER], _pathway(request, typed["pathway"]))
    except Problem as problem:
        if prefers_json(request):
            return JSONResponse({"error": problem.code}, 422)
        return _ask(request, typed, errors_of(request, problem))
    limits_of(request).hit(RUNS, "bulk", address_of(request))
    rows = _rows(request, office, sources)
    next(rows)  # it has its slot now, and gives it back even if nobody listens
    if prefers_json(request):
        with closing(rows):
            return JSONResponse([dict(zip(COLUMNS, as_cells(row), strict=True)) for _, row in rows if row])
    return _Growing(_stream(request, rows, len(sources), office), rows)


@form(max_fields=2, max_bytes=_MAX_TABLE)
def table(request: Request, fields: FormData) -> Response:
    """POST /bulk/table.csv: the rows that a page shows, as a file; they come from that page and are not kept here."""
    limits_of(request).hit(TABLES, "bulk table", address_of(request))
    headers = {"Content-Disposition": 'attachment; filename="credentials.csv"'}
    return Response(write_table(_read_rows(text(fields, "rows"))), media_type="text/csv", headers=headers)


def _pathway(request: Request, digest: str) -> Pathway | None:
    if not digest:
        return None
    try:
        return pathway_of(open_public(service_of(request), digest))
    except NotFound as error:
        raise Problem("bulk.pathway", "pathway") from error


def _rows(request: Request, office: Office, sources: list[Source]) -> _Rows:
    """(how many sources are done, row), one after the other; first (0, None), when there is a slot for this table.

    Raises TooMany where there is none.
    """
    language = language_of(request)
    slots: BoundedSemaphore = request.app.state.bulk
    if not slots.acquire(blocking=False):
        raise TooMany(_WAIT)
    try:
        yield 0, None
        with closing(check_all(office, sources)) as found:
            for number, checked in enumerate(found, 1):
                drawn = draw_rows(number, checked, language, lambda sentence, facts: say(request, sentence, facts))
                yield from ((number, row) for row in drawn)
    finally:
        slots.release()


def _stream(request: Request, rows: _Rows, total: int, office: Office) -> Iterator[str]:
    around = {"total": total, "pathway": office.pathway is not None, "most": MOST}
    begun = _page(request, {**around, "rows": "", "verdicts": {}})
    yield begun.partition(_MARK)[0]
    cells: list[list[str]] = []
    verdicts: dict[str, int] = {}
    for number, row in rows:
        assert row is not None
        cells.append(as_cells(row))
        verdicts[row.verdict] = verdicts.get(row.verdict, 0) + 1
        yield _html(render(request, "bulk/row.html", {**around, "row": row, "done": number}))
    yield _page(request, {**around, "rows": json.dumps(cells), "verdicts": verdicts}).partition(_MARK)[2]


def _page(request: Request, context: dict[str, object]) -> str:
    return _html(render(request, "bulk/table.html", context))


def _html(response: Response) -> str:
    return bytes(response.body).decode()


def _read_rows(typed: str) -> list[list[str]]:
    try:
        rows = read_json(typed.encode("utf-8", "surrogatepass"))
    except VerifierError as error:
        raise HTTPException(400) from error
    if not isinstance(rows, list):
        raise HTTPException(400)
    found = [[each for each in row if isinstance(each, str)] for row in rows if isinstance(row, list)]
    if len(found) != len(rows) or any(len(row) != len(COLUMNS) for row in found):
        raise HTTPException(400)
    return found


def _ask(request: Request, typed: dict[str, str], errors: dict[str, str] | None = None) -> Response:
    pathways = [
        (each.document.digest, in_language(pathway_of(each).title, language_of(request)))
        for each in list_public(service_of(request), Kind.PATHWAY)
    ]
    context = {"values": typed, "errors": errors or {}, "pathways": pathways, "most": MOST}
    return render(request, "bulk/page.html", context, 422 if errors else 200)
