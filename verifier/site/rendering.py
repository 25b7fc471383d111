"""Pages out of templates: one environment for each language, strict about names, escaping everything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from babel.support import NullTranslations
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from verifier.catalogue import clean, format_date, format_moment
from verifier.errors import Fact
from verifier.site.assets import asset_versions, static_folder, templates_folder
from verifier.site.i18n import LANGUAGES, language_of, read_translations, theme_of

_QUOTES = str.maketrans(dict.fromkeys('"“”„‟«»', "'"))
_LOCALES: Mapping[str, str] = {"en": "en_GB", "de": "de"}


class Missing(StrictUndefined):
    """A name that nobody gave raises; a key that a dict lacks counts as no, since a form has mistakes in few fields."""

    def __bool__(self) -> bool:  # type: ignore[override]  # the strict one says that it never returns
        if isinstance(self._undefined_obj, dict):
            return False
        return super().__bool__()


class Pages:
    """Renders templates in the reader's language. Lives in `app.state.pages`."""

    def __init__(self, environments: Mapping[str, Environment], translations: Mapping[str, NullTranslations]) -> None:
        self._environments = environments
        self._translations = translations

    def render(
        self, request: Request, name: str, context: Mapping[str, object] | None = None, status: int = 200
    ) -> HTMLResponse:
        """The template `name` with `context`, which may overrule `path`."""
        language = language_of(request)
        around: dict[str, object] = {
            "theme": theme_of(request),
            "learner": getattr(request.state, "learner", None),
            "path": request.url.path,
        }
        template = self._environments[language].get_template(name)
        html = template.render({**around, **(context or {})})
        return HTMLResponse(html, status, headers={"Content-Language": language})

    def sentence(self, language: str, sentence: str, facts: Mapping[str, Fact] | None = None) -> str:
        """A sentence (English, with `%(name)s` for facts) in `language`, as text that is not escaped yet.

        Facts may be anybody's words: each becomes one visible line that closes no quotation of ours.
        """
        said = self._translations[language].gettext(sentence)
        if not facts:
            return said
        return said % {name: clean(fact, language).translate(_QUOTES) for name, fact in facts.items()}


def build_pages(
    catalogues: Sequence[Path], *, templates: Path | None = None, static: Path | None = None, **names: object
) -> Pages:
    """Pages with the given catalogues (`*.<language>.po`); `names` are known to every template."""
    translations = {language: read_translations(language, catalogues) for language in LANGUAGES}
    folder, versions = templates or templates_folder(), asset_versions(static or static_folder())
    environments = {
        language: _environment(language, folder, versions, translations[language], names) for language in LANGUAGES
    }
    return Pages(environments, translations)


def pages_of(request: Request) -> Pages:
    """The application's pages."""
    pages = request.app.state.pages
    assert isinstance(pages, Pages)
    return pages


def render(request: Request, name: str, context: Mapping[str, object] | None = None, status: int = 200) -> HTMLResponse:
    """As `Pages.render`, with the application's pages."""
    return pages_of(request).render(request, name, context, status)


def say(request: Request, sentence: str, facts: Mapping[str, Fact] | None = None) -> str:
    """As `Pages.sentence`, in the reader's language."""
    return pages_of(request).sentence(language_of(request), sentence, facts)


def _environment(
    language: str,
    folder: Path,
    versions: Mapping[str, str],
    translations: NullTranslations,
    names: Mapping[str, object],
) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=Missing,
        auto_reload=False,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_callables(  # type: ignore[attr-defined]  # put there by the extension
        translations.gettext, translations.ngettext, newstyle=True
    )
    environment.globals.update(
        language=language,
        date=lambda at: format_date(at, language),
        moment=lambda at: format_moment(at, language),
        asset=lambda name: f"/static/{name}?v={versions[name]}",
        **names,
    )
    return environment
