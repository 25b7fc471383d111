"""What the application holds for every request."""

from __future__ import annotations

from starlette.requests import Request

from wallet.service import Service


def service_of(request: Request) -> Service:
    """The service that this application was made with."""
    service = request.app.state.service
    assert isinstance(service, Service)
    return service
