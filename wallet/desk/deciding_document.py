"""A decision as a credential (VC Data Model 2.0): what was recognised is an Open Badge 3.0, so that it can be stacked;
whatever recognises nothing that could be counted is a credential with the decision's words alone.

It says of the learner no more than the name that the credentials behind it say, and of these no more than digests.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from types import MappingProxyType
from uuid import NAMESPACE_URL, UUID, uuid5

from verifier import Examined, Record
from verifier.codec.moments import write_moment
from verifier.errors import Json, JsonObject
from wallet.recognition.comparable import DECISION, RESTS_ON
from wallet.recognition.exact import read_number
from wallet.reviews.answer import Answer, Basis, Decision

KIND = "ext:RecognisedLearning"  # what the achievement calls itself (Open Badges 3.0, B.3.2)
_V2 = "https://www.w3.org/ns/credentials/v2"
_OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
_EQF = "http://data.europa.eu/snb/eqf/"
_TERMS = "urn:cairn:terms#"
_MOMENT: Mapping[str, Json] = MappingProxyType(
    {"@id": f"{_TERMS}asOf", "@type": "http://www.w3.org/2001/XMLSchema#dateTime"}
)
_WORDS = ("outcome", "reasons", "conditions", "substantialDifference", "appeal", "creditsRecognised", "decidedBy")
_CONTEXT: Mapping[str, Json] = MappingProxyType(
    {
        **{name: f"{_TERMS}{name}" for name in (DECISION, "ECTS", "decision", "evaluated", *_WORDS)},
        "asOf": dict(_MOMENT),
    }
)
# What follows a title that is not recognised as it is, so that nobody takes it, or counts it by its name, for more.
_AFTER: Mapping[str, Mapping[Decision, str]] = MappingProxyType(
    {
        "en": {
            Decision.FULL: "",
            Decision.PARTIAL: " (recognised in part)",
            Decision.CONDITIONAL: " (recognised under conditions)",
            Decision.REFUSED: " (not recognised)",
        },
        "de": {
            Decision.FULL: "",
            Decision.PARTIAL: " (teilweise anerkannt)",
            Decision.CONDITIONAL: " (unter Bedingungen anerkannt)",
            Decision.REFUSED: " (nicht anerkannt)",
        },
    }
)
_LABELS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "en": {
            "decided": "{organisation} decided about “{title}”.",
            "credits": "ECTS credits recognised:",
            "reasons": "Reasons:",
            "conditions": "Conditions:",
            "difference": "Substantial difference:",
            "appeal": "How to appeal:",
            "criteria": "What “{pathway}”, version {version}, asks, as far as it was shown.",
        },
        "de": {
            "decided": "{organisation} hat über „{title}“ entschieden.",
            "credits": "Anerkannte ECTS-Punkte:",
            "reasons": "Gründe:",
            "conditions": "Bedingungen:",
            "difference": "Wesentlicher Unterschied:",
            "appeal": "Rechtsbehelf:",
            "criteria": "Was „{pathway}“, Version {version}, verlangt, soweit es gezeigt wurde.",
        },
    }
)


@dataclass(frozen=True)
class Decided:
    """All that a decision's credential says. `issuer`: who decides (an object with `id` and `name`), `learner`: the
    learner's name, empty where it is not known; `eqf`: the level of what it leads to; `status`: its place in the list
    of what was withdrawn; `rests_on`: the digests that name the achievements (`recognition.kin`) that it recognises."""

    number: UUID
    at: datetime
    issuer: JsonObject
    answer: Answer
    basis: Basis
    status: JsonObject
    learner: str = ""
    eqf: int | None = None
    rests_on: tuple[str, ...] = ()

    @property
    def credits(self) -> Fraction:
        """What is recognised, in ECTS; 0 where nothing is said."""
        return read_number(self.answer.credits.replace(",", ".")) or Fraction(0)

    @property
    def is_achievement(self) -> bool:
        """Whether it recognises something that can be counted: all of it, or so many credits of it."""
        decision = self.answer.decision
        return decision is Decision.FULL or (decision in (Decision.PARTIAL, Decision.CONDITIONAL) and self.credits > 0)


def credential_of(decided: Decided) -> JsonObject:
    """The credential, not yet signed."""
    at, names = write_moment(decided.at), _names(decided)
    kinds: list[Json] = ["OpenBadgeCredential"] if decided.is_achievement else [DECISION]
    document: JsonObject = {
        "@context": [_V2, _OPEN_BADGES, dict(_CONTEXT)],
        "id": decided.number.urn,
        "type": ["VerifiableCredential", *kinds],
        "issuer": {**decided.issuer, "type": ["Profile"]},
        "name": [{"@language": tag, "@value": text} for tag, text in names.items()],
        "validFrom": at,
        "awardedDate": at,
        "credentialStatus": decided.status,
        "credentialSubject": _badge(decided, names) if decided.is_achievement else _plain(decided),
        "evidence": [*_evidence(decided.basis), *_achievements(decided.rests_on)],
    }
    return document


def name_in(items: Iterable[Examined]) -> str:
    """The learner's name as those that are in order say it, in the first one's spelling; empty where none says it, or
    one says another."""
    names = [_name(each.record) for each in items if each.record and each.report.verdict.value == "valid"]
    told = [each for each in names if each]
    return told[0] if len({_folded(each) for each in told}) == 1 else ""


def _name(record: Record) -> str:
    told = {each.detail.get("kind", ""): each.text for each in record.learner if "hashed" not in each.detail}
    return told.get("name") or " ".join(told[kind] for kind in ("givenName", "familyName") if told.get(kind))


def _folded(name: str) -> tuple[str, ...]:
    return tuple(sorted(unicodedata.normalize("NFKC", name).casefold().split()))


def _names(decided: Decided) -> dict[str, str]:
    """What the credential is called: language -> text."""
    titles = decided.basis.target or decided.basis.pathway
    return {tag: text + _AFTER[_spoken(tag)][decided.answer.decision] for tag, text in titles.items()}


def _badge(decided: Decided, names: Mapping[str, str]) -> JsonObject:
    language = next((tag for tag in ("en", "de") if tag in names), next(iter(names)))
    same = f"{decided.issuer['id']} {decided.basis.pathway_digest} {decided.answer.decision}"
    achievement: JsonObject = {
        "id": uuid5(NAMESPACE_URL, same).urn,
        "type": ["Achievement"],
        "achievementType": KIND,
        "name": names[language],
        "inLanguage": language,
        "description": _description(decided, language),
        "criteria": {"id": _address(decided.basis.pathway_digest), "narrative": _criteria(decided.basis, language)},
        "creator": {**decided.issuer, "type": ["Profile"]},
    }
    # A part of it says nothing of the level of the whole.
    if decided.eqf is not None and decided.answer.decision is not Decision.PARTIAL:
        achievement["alignment"] = [_level(decided.eqf)]
    subject: JsonObject = {
        "type": ["AchievementSubject"],
        "achievement": achievement,
        "decision": _decision(decided),
    }
    if decided.learner:
        name: JsonObject = {
            "type": ["IdentityObject"],
            "hashed": False,
            "identityHash": decided.learner,
            "identityType": "name",
        }
        subject["identifier"] = [name]
    if decided.credits:
        subject["ECTS"] = _number(decided.credits)
    return subject


def _plain(decided: Decided) -> JsonObject:
    named: JsonObject = {"name": decided.learner} if decided.learner else {}
    return {**named, "decision": _decision(decided)}


def _decision(decided: Decided) -> JsonObject:
    answer, basis = decided.answer, decided.basis
    said: dict[str, str] = {
        "outcome": answer.decision.value,
        "reasons": answer.text,
        "conditions": answer.conditions,
        "substantialDifference": answer.difference,
        "appeal": answer.appeal,
        "creditsRecognised": answer.credits,
        "decidedBy": answer.who,
        "evaluated": basis.state,
    }
    return {**{name: text for name, text in said.items() if text}, "asOf": write_moment(basis.at)}


def _description(decided: Decided, language: str) -> str:
    """All that was decided stands where every reader of badges shows it: they have no field for it, nor for ECTS."""
    words, answer = _LABELS[_spoken(language)], decided.answer
    title = (decided.basis.target or decided.basis.pathway)[language]
    lines = [words["decided"].format(organisation=decided.issuer["name"], title=title)]
    parts = {
        "credits": answer.credits,
        "reasons": answer.text,
        "conditions": answer.conditions,
        "difference": answer.difference,
        "appeal": answer.appeal,
    }
    lines += [f"{words[name]} {text}" for name, text in parts.items() if text]
    return "\n".join(lines)


def _criteria(basis: Basis, language: str) -> str:
    return _LABELS[_spoken(language)]["criteria"].format(pathway=basis.pathway_title(language), version=basis.version)


def _evidence(basis: Basis) -> list[Json]:
    """Digests of what it rests on: the pathway, the evaluation, the view, each item of the view."""
    found = [
        (basis.pathway_digest, f"Pathway: {basis.pathway_title('en')}, version {basis.version}"),
        (basis.evaluation, f"Evaluation as of {write_moment(basis.at)}"),
        (basis.view, "What was shown"),
        *((each.digest, "A credential that was shown") for each in basis.items),
    ]
    named = dict(reversed(found))
    return [{"id": _address(each), "type": ["Evidence"], "name": name} for each, name in reversed(named.items())]


def _address(digest: str) -> str:
    return f"urn:sha256:{digest}"


def _achievements(names: Iterable[str]) -> list[Json]:
    """What is recognised, by digests: it does not count once more beside the decision."""
    told: JsonObject = {"type": ["Evidence"], "genre": RESTS_ON, "name": "An achievement that is recognised"}
    return [{"id": f"urn:sha256:{each}", **told} for each in names]


def _level(eqf: int) -> JsonObject:
    return {
        "type": ["Alignment"],
        "targetName": f"EQF level {eqf}",
        "targetUrl": f"{_EQF}{eqf}",
        "targetCode": str(eqf),
        "targetFramework": "European Qualifications Framework",
        "targetType": "CFItem",
    }


def _number(credits_: Fraction) -> int | float:
    return int(credits_) if credits_.denominator == 1 else float(credits_)


def _spoken(tag: str) -> str:
    """The language, of those that we speak, in which words go with a title."""
    return "de" if tag.split("-", maxsplit=1)[0].casefold() == "de" else "en"
