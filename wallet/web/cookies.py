"""What a reader's browser keeps for one place of ours."""

from __future__ import annotations

from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response

from wallet.web.state import service_of


def remember(request: Request, response: Response, name: str, value: str, life: timedelta, path: str) -> None:
    """A cookie for what lies under `path` alone, that no script reads."""
    response.set_cookie(
        name,
        value,
        max_age=int(life.total_seconds()),
        path=path,
        secure=service_of(request).settings.is_secure,
        httponly=True,
        samesite="lax",
    )
