"""A learner's history as a page."""

from __future__ import annotations

from typing import Protocol

from starlette.requests import Request
from starlette.responses import Response

from verifier.site.rendering import render
from wallet.history.sentences import sentence_of
from wallet.history.service import list_events
from wallet.web.state import service_of


class _Reader(Protocol):
    """Of who is signed in (`accounts.SignedIn`, a feature above this one), what opens the history."""

    @property
    def learner_id(self) -> str: ...

    @property
    def box_private(self) -> bytes: ...


def history_page(request: Request) -> Response:
    """GET /history. Its route lets only learners in."""
    learner: _Reader = request.state.learner
    events = list_events(service_of(request), learner.learner_id, learner.box_private)
    entries = [{"at": event.at, "sentence": sentence_of(request, event)} for event in events]
    return render(request, "history/page.html", {"entries": entries})
