"""Documents on paper: a template of ours and data, typeset by typst in a process of its own with limits.

PDF/A-3a (ISO 19005-3) and PDF/UA-1 (ISO 14289-1): tagged, its fonts inside, for an archive and for a screen reader.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from verifier.errors import JsonObject
from verifier.site.assets import templates_folder

SECONDS = 30  # of waiting
LARGEST = 8 * 1024 * 1024  # bytes of a document
_WORKER = Path(__file__).with_name("worker.py")
# Nothing of the service's surroundings goes along, and whoever would ask a network finds a door that is closed.
_ENVIRONMENT = {"HTTPS_PROXY": "http://127.0.0.1:9", "HTTP_PROXY": "http://127.0.0.1:9"}


class NotTypeset(Exception):
    """The document could not be made; the text says how it ended, and nothing of what is in it."""


@dataclass(frozen=True)
class Order:
    """`template` is a name in `templates/paper`, `data` what it reads (`data.title` is the document's), `attachment` a
    text that goes along as a file."""

    template: str
    data: JsonObject
    created: datetime
    attachment: str = ""


def make_pdf(order: Order) -> bytes:
    """The document. Raises NotTypeset."""
    return _run(order, {"format": "pdf"})


def make_picture(order: Order, ppi: float, page: int = 0) -> bytes:
    """One of its pages as PNG, to be looked at; -1 is the last. Raises NotTypeset."""
    return _run(order, {"format": "png", "ppi": ppi, "page": page})


def _run(order: Order, form: JsonObject) -> bytes:
    with tempfile.TemporaryDirectory(prefix="cairn-paper-") as folder:
        told = {
            "template": (templates_folder() / "paper" / f"{order.template}.typ").read_text("utf-8"),
            "data": order.data,
            "attachment": order.attachment,
            "files": folder,
            "created": int(order.created.timestamp()),
            **form,
        }
        try:
            done = subprocess.run(  # noqa: S603  (our own interpreter with our own file; what is others' is on its input)
                [sys.executable, "-I", str(_WORKER)],
                input=json.dumps(told).encode(),
                capture_output=True,
                timeout=SECONDS,
                env=_ENVIRONMENT,
                cwd=folder,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise NotTypeset("too slow") from error
    if done.returncode or not done.stdout:
        raise NotTypeset(f"ended with {done.returncode}")
    if len(done.stdout) > LARGEST:
        raise NotTypeset("too large")
    return done.stdout
