"""Looks over a browser's shoulder: whatever no page of ours may ever do is written down, and fails the test."""

from __future__ import annotations

import re

from playwright.sync_api import BrowserContext, ConsoleMessage, Dialog, Request, WebError

# A page that is an answer with such a status is meant; a part of a page that is missing is not.
_MEANT = re.compile(r"Failed to load resource: the server responded with a status of (401|403|404|405|413|422|429) ")


class Watch:
    """The findings of one browser context: errors, refused content, dialogs, requests to somebody else."""

    def __init__(self, context: BrowserContext, origin: str) -> None:
        self.findings: list[str] = []
        self.requests: list[str] = []
        self._origin = origin
        context.on("console", self._on_console)
        context.on("weberror", self._on_error)
        context.on("dialog", self._on_dialog)
        context.on("request", self._on_request)

    def _on_console(self, message: ConsoleMessage) -> None:
        is_page = "/static/" not in message.location["url"]
        if message.type in ("error", "warning") and not (is_page and _MEANT.match(message.text)):
            self.findings.append(f"console: {message.text} ({message.location['url']})")

    def _on_error(self, error: WebError) -> None:
        self.findings.append(f"script: {error.error}")

    def _on_dialog(self, dialog: Dialog) -> None:
        self.findings.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _on_request(self, request: Request) -> None:
        self.requests.append(request.url)
        if not request.url.startswith((f"{self._origin}/", "data:", "about:")):
            self.findings.append(f"request: {request.url}")
