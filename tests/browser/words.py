"""What the pages say, by the sentence in the templates: tests press what a reader of that language would press."""

from __future__ import annotations

from pathlib import Path

import wallet
from verifier.catalogue import catalogue
from verifier.site.app import CATALOGUE
from verifier.site.i18n import read_translations

_CATALOGUES = (CATALOGUE, Path(wallet.__file__).parent / "locale" / "de.po")


class Words:
    """The words of one language (`en` or `de`)."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._pages = read_translations(language, _CATALOGUES)
        self._findings = catalogue(language)

    def __call__(self, sentence: str, **parts: object) -> str:
        """A sentence of the pages. With parts left open it is the beginning, up to the first of them."""
        found = self._pages.gettext(sentence)
        return found % parts if parts else found.partition("%(")[0].strip()

    def finding(self, key: str) -> str:
        """The beginning of a sentence of the report, such as `headline.valid`."""
        return self._findings[key].partition("%(")[0].strip()
