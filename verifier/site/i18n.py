"""The reader's language and colours: a cookie where they chose, else what their browser asks for."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from verifier.site.forms import form, text
from verifier.site.redirects import local_path, see_other

LANGUAGES = ("en", "de")  # the first is what the sentences in code and templates are written in
THEMES = ("system", "light", "dark")

_YEAR = 365 * 24 * 3600  # seconds
_MAX_ACCEPTED = 20  # entries of an Accept-Language header that are looked at


def lazy(sentence: str) -> str:
    """Marks a sentence for the catalogues; it is translated when it is shown."""
    return sentence


def language_of(request: Request) -> str:
    """One of LANGUAGES."""
    chosen = request.cookies.get("language", "")
    return chosen if chosen in LANGUAGES else negotiate(request.headers.get("accept-language", ""))


def theme_of(request: Request) -> str:
    """One of THEMES."""
    chosen = request.cookies.get("theme", "")
    return chosen if chosen in THEMES else THEMES[0]


def negotiate(header: str) -> str:
    """The best of LANGUAGES for an Accept-Language header (RFC 9110, 12.5.4); the first one where none fits."""
    best, best_quality = LANGUAGES[0], 0.0
    for entry in header.split(",")[:_MAX_ACCEPTED]:
        tag, _, parameters = entry.partition(";")
        primary = tag.strip().partition("-")[0].lower()
        language = LANGUAGES[0] if primary == "*" else primary
        quality = _quality(parameters)
        if language in LANGUAGES and quality > best_quality:
            best, best_quality = language, quality
    return best


def read_translations(language: str, catalogues: Iterable[Path]) -> NullTranslations:
    """The sentences of every catalogue for `language` (`de.po`, `site.de.po`) as one. English needs none."""
    merged = Translations()
    for path in catalogues:
        if path.name.split(".")[-2:] == [language, "po"] and path.is_file():
            with path.open("rb") as file:
                catalogue = read_po(file, locale=language)
            compiled = io.BytesIO()
            write_mo(compiled, catalogue)
            compiled.seek(0)
            merged.merge(Translations(compiled))
    return merged


@form()
def choose_language(request: Request, fields: FormData) -> Response:
    """POST /language: `language` and `next`."""
    return _remember(request, fields, "language", LANGUAGES)


@form()
def choose_theme(request: Request, fields: FormData) -> Response:
    """POST /theme: `theme` and `next`."""
    return _remember(request, fields, "theme", THEMES)


def set_choice(request: Request, response: Response, name: str, value: str) -> None:
    """Remember a choice of `language` or `theme` in this browser for a year."""
    is_secure = request.url.scheme == "https"
    response.set_cookie(name, value, max_age=_YEAR, path="/", secure=is_secure, httponly=True, samesite="lax")


def _remember(request: Request, fields: FormData, name: str, choices: Sequence[str]) -> Response:
    response = see_other(local_path(text(fields, "next")))
    if text(fields, name) in choices:
        set_choice(request, response, name, text(fields, name))
    return response


def _quality(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if not name:
        return 1.0
    try:
        quality = float(value) if name.strip() == "q" else 0.0
    except ValueError:
        return 0.0
    return quality if 0.0 <= quality <= 1.0 else 0.0
