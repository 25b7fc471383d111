"""Templates and static files: inside the package, where a wheel puts them, else at the checkout's root."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

_PACKAGE = Path(__file__).parent
_CHECKOUT = _PACKAGE.parents[1]
_FOREVER = "public, max-age=31536000, immutable"
_ASK_AGAIN = "no-cache"


def templates_folder() -> Path:
    """Where the templates are."""
    return _folder("templates")


def static_folder() -> Path:
    """Where style sheets, scripts and pictures are."""
    return _folder("static")


def asset_versions(folder: Path) -> Mapping[str, str]:
    """Every file below `folder`, as its path with slashes -> the beginning of its SHA-256."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()[:16] for path in files}


class Assets(StaticFiles):
    """The files below /static. A browser keeps one that it asked for with its version, and asks again for others."""

    def __init__(self, folder: Path, versions: Mapping[str, str]) -> None:
        super().__init__(directory=folder)
        self._versions = versions

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        version = self._versions.get(Path(path).as_posix())
        is_named = version is not None and scope["query_string"] == f"v={version}".encode()
        response.headers["cache-control"] = _FOREVER if is_named else _ASK_AGAIN
        return response


def _folder(name: str) -> Path:
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _CHECKOUT / name
