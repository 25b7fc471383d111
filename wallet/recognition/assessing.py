"""How it was assessed: kinds of assessment, supervision, identity, and what is said of quality assurance."""

from __future__ import annotations

import re
from collections.abc import Iterable

from verifier.record import Value
from wallet.recognition.achievement import Assured, Concept, Quality, Supervised, Supervision

# Concepts of the European vocabulary for supervision and identity verification.
_VOCABULARY = "http://data.europa.eu/snb/supervision-verification/"
_KNOWN = {
    f"{_VOCABULARY}c598449d64": (Supervised.NO, False),
    f"{_VOCABULARY}70be69aaf9": (Supervised.ONLINE, True),
    f"{_VOCABULARY}44314532f9": (None, True),
}
_UNSUPERVISED = re.compile(r"\b(?:un-?supervised|not supervised|no supervision|unbeaufsichtigt)\b", re.IGNORECASE)
_SUPERVISED = re.compile(r"\b(?:supervised|supervision|proctored|invigilated|beaufsichtigt)\b", re.IGNORECASE)
_ONLINE = re.compile(r"\b(?:online|remote(?:ly)?|virtual(?:ly)?)\b", re.IGNORECASE)
_ONSITE = re.compile(r"\b(?:on-?site|in[ -]person|face[ -]to[ -]face|presential|vor Ort)\b", re.IGNORECASE)
_IDENTITY = r"(?:id|identity|identit[äy]ts?)[ -]?(?:verification|verified|check(?:ed)?|prüfung)"
_NOT_VERIFIED = re.compile(rf"\b(?:no|not|without|ohne)\b(?: an?)? ?{_IDENTITY}", re.IGNORECASE)
_VERIFIED = re.compile(rf"\b{_IDENTITY}", re.IGNORECASE)
_TRUTH = {"true": True, "false": False}


def read_assessments(values: Iterable[Value]) -> tuple[Concept, ...]:
    """Kinds of assessment. What an evidence calls its genre is none."""
    kinds = [value for value in values if value.detail.get("kind") != "evidence"]
    return tuple(dict.fromkeys(Concept(each.text, each.uri or "", path=each.path) for each in kinds))


def read_supervision(values: Iterable[Value]) -> tuple[Supervision, ...]:
    """What is said of supervision and identity; of what can be read two ways the weaker."""
    return tuple(_supervision(value) for value in values)


def _supervision(value: Value) -> Supervision:
    if value.detail.get("kind") == "identityChecked":
        return Supervision(value.text, None, _TRUTH.get(value.text), value.path)
    text = next((said for tag, said in value.languages.items() if tag.startswith("en")), value.text)
    known = _KNOWN.get((value.uri or "").replace("https:", "http:", 1), (None, None))
    verified = False if _NOT_VERIFIED.search(text) else True if _VERIFIED.search(text) else known[1]
    watched = _watched(text)
    return Supervision(value.text, known[0] if watched is None else watched, verified, value.path)


def _watched(text: str) -> Supervised | None:
    if _UNSUPERVISED.search(text):
        return Supervised.NO
    online, onsite = _ONLINE.search(text) is not None, _ONSITE.search(text) is not None
    if onsite and not online:
        return Supervised.ONSITE
    return Supervised.ONLINE if online or _SUPERVISED.search(text) else None


def read_quality(values: Iterable[Value], proved: frozenset[str] = frozenset()) -> tuple[Quality, ...]:
    """What is said of quality assurance; `proved` are URIs of accreditations that were verified for themselves.

    An endorsement is somebody's recommendation and no quality assurance.
    """
    return tuple(
        Quality(value.text, _assured(value, proved), value.uri or "", value.path)
        for value in values
        if value.detail.get("kind") != "endorsement"
    )


def _assured(value: Value, proved: frozenset[str]) -> Assured:
    if value.uri and value.uri in proved:
        return Assured.PROVED
    return Assured.ACCREDITED if value.detail.get("kind") == "accreditation" else Assured.STATED
