"""What a certificate has said already, so that it says every value once, at the first place that fits it."""

from __future__ import annotations

from collections.abc import Iterable

from verifier.plain_learner import is_private
from verifier.plain_lines import is_web_address
from verifier.record import Value

_FEWEST_LETTERS = 3  # a text with fewer says something else at each place


class Seen:
    """What a page shows so far, for one language."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._paths: set[str] = set()
        self._texts: set[str] = set()

    def add(self, values: Iterable[Value]) -> None:
        """They count as shown."""
        for value in values:
            self._paths.update(path for path in (value.path, value.detail.get("languages_at", "")) if path)
            self._texts.update(self._said(value))

    def new(self, values: Iterable[Value]) -> list[Value]:
        """Those that nothing shown so far says already, each once, none private; they are shown from here on."""
        found = []
        for value in values:
            if not self._is_shown(value):
                found.append(value)
            self.add((value,))
        return found

    def _is_shown(self, value: Value) -> bool:
        text = value.in_language(self._language)
        if not text or is_private(value) or value.path in self._paths:
            return True
        tells = sum(letter.isalpha() for letter in text) >= _FEWEST_LETTERS and text not in ("true", "false")
        return tells and self._said(value) <= self._texts

    def _said(self, value: Value) -> set[str]:
        """All that a line of this value would say."""
        more = (value.detail.get(name, "") for name in ("description", "narrative", "comment"))
        link = value.uri or ""
        texts = (value.in_language(self._language), *more, link if is_web_address(link) else "")
        return {" ".join(text.casefold().split()) for text in texts if text}
