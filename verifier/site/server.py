"""Run an application with uvicorn, and keep what people do out of the logs."""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

import uvicorn
from starlette.types import ASGIApp

from verifier.site.errors import describe

_Raised = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Discreet(logging.Formatter):
    """Writes the kind of an error and where it arose, never its text."""

    def formatException(self, ei: _Raised) -> str:  # noqa: N802  (the name that logging calls)
        return describe(ei[1]) if ei[1] is not None else ""


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, on_listening: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_listening = on_listening

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._on_listening()


def run(
    app: ASGIApp,
    host: str,
    port: int,
    *,
    certfile: Path | None = None,
    keyfile: Path | None = None,
    log_file: Path | None = None,
    on_listening: Callable[[], None] = lambda: None,
) -> int:
    """Serve until stopped by a signal; the exit code. `on_listening` is called once the address takes requests."""
    set_up_logs(log_file)
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        ssl_certfile=certfile,
        ssl_keyfile=keyfile,
        log_config=None,
        access_log=False,
        server_header=False,
        ws="none",
        timeout_graceful_shutdown=10,
    )
    server = _Server(config, on_listening)
    server.run()
    return 0 if server.started else 1


def set_up_logs(log_file: Path | None) -> None:
    """Send warnings of everything, and requests by their templates, to a file or to stderr."""
    if log_file is not None:
        log_file.parent.mkdir(parents=True, exist_ok=True)
    handler: logging.Handler = logging.FileHandler(log_file, encoding="utf-8") if log_file else logging.StreamHandler()
    handler.setFormatter(Discreet("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for name in ("cairn", "uvicorn"):
        logging.getLogger(name).setLevel(logging.INFO)
