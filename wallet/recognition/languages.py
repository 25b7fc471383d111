"""Texts in several languages, as documents keep them: language tag -> text."""

from __future__ import annotations

from collections.abc import Mapping


def in_language(texts: Mapping[str, str], language: str) -> str:
    """The text in that language, else in English, else the first; empty where there is none."""
    for tag in (language, "en"):
        for key, text in texts.items():
            if key.split("-")[0].casefold() == tag:
                return text
    return next(iter(texts.values()), "")
