"""A credential with its report as achievements that can be compared: one for most, several for a transcript.

Nothing is guessed: a value without a unit has none, ids that mean something inside their own document alone identify
nothing outside it, and every value keeps the place at which the credential says it.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date

from verifier import Credential, Examined, Record
from verifier.achieved import Achieved, read_achieved
from verifier.codec.pointer import read_document, read_types
from verifier.record import Value
from wallet.recognition.achievement import Achievement, Standing
from wallet.recognition.amounts import read_amounts
from wallet.recognition.assessing import read_assessments, read_quality, read_supervision
from wallet.recognition.grading import read_grades
from wallet.recognition.learning import read_fields, read_languages, read_outcomes
from wallet.recognition.levels import read_levels
from wallet.recognition.proving import read_awarding_body, read_issuer, read_standing

MOST_ACHIEVEMENTS = 200  # of one credential
MOST_DEPTH = 4  # credentials inside credentials
DECISION = "RecognitionDecision"  # the type of a decision that recognises nothing which could be counted
_LOCAL = re.compile(r"urn:epass:|urn:uuid:|_:|urn:credential:|#", re.IGNORECASE)
_GLOBAL = re.compile(r"(?:https?|did|urn|doi|info|tag):[^\s]+", re.IGNORECASE)
RESTS_ON = "Achievement"  # the genre of evidence that names an achievement
_DIGEST = re.compile(r"urn:sha256:([0-9a-f]{64})")
_CODES = frozenset({"humanCode", "otherIdentifier", "identifier", "educationProgramIdentifier"})
_WHOSE = ("esi", "id", "email", "mail", "emailAddress")  # ids of a person, the strongest first


@dataclass(frozen=True)
class _Found:
    """One achievement and what the document calls it."""

    achievement: Achievement
    name: str
    wholes: tuple[str, ...]


def read_achievements(credential_id: str, examined: Examined) -> tuple[Achievement, ...]:
    """The achievements of a credential that was examined, in the order of the document.

    `credential_id` is our own; the ids of the achievements begin with it. A transcript that carries credentials has an
    achievement for each of them, which stands no better than the transcript, and none for itself; what is presented
    together stands for itself. Of what could not be read there is none, nor of a decision that recognises nothing.
    """
    found = _read(examined, None, MOST_DEPTH)[:MOST_ACHIEVEMENTS]
    ids = [f"{credential_id}#{index}" for index in range(len(found))]
    by_name: dict[str, list[int]] = {}
    for index, each in enumerate(found):
        if each.name:
            by_name.setdefault(each.name, []).append(index)
    # Where two share a name, neither is meant for certain.
    index_of = {name: places[0] for name, places in by_name.items() if len(places) == 1}
    wholes = [
        tuple(ids[index_of[name]] for name in each.wholes if name in index_of and index_of[name] != index)
        for index, each in enumerate(found)
    ]
    parts = [tuple(ids[part] for part, of in enumerate(wholes) if own in of) for own in ids]
    return tuple(
        replace(each.achievement, id=own, wholes=of, parts=has)
        for own, each, of, has in zip(ids, found, wholes, parts, strict=True)
    )


def _read(examined: Examined, outer: Standing | None, depth: int) -> list[_Found]:
    credential, record = examined.credential, examined.record
    if credential is None or record is None or not depth:
        return [found for each in examined.inside for found in _read(each, outer, depth - 1)] if depth else []
    standing = read_standing(examined.report, outer)
    if credential.is_presentation:
        return [found for each in examined.inside for found in _read(each, None, depth - 1)]
    if DECISION in read_types(read_document(credential.claims)):
        return []
    told_apart = read_achieved(credential)
    if not told_apart:
        return [_Found(_achievement(examined, credential, record, standing, 0), _name(record), ())]
    found: list[_Found] = []
    for index, each in enumerate(told_apart):
        if each.carried is None:
            own = _inherit(each, record)
            found.append(_Found(_achievement(examined, credential, own, standing, index), each.id, each.wholes))
        elif each.carried < len(examined.inside):
            inner = _read(examined.inside[each.carried], standing, depth - 1)
            found += [
                replace(one, name=each.id or one.name, wholes=each.wholes) if len(inner) == 1 else one for one in inner
            ]
    return found


def _inherit(achieved: Achieved, whole: Record) -> Record:
    """An achievement's own record; who it is about, and who issued it where it does not say, is the credential's."""
    record = achieved.record
    awarded = any(value.detail.get("role") == "awardingBody" for value in record.awarding_body)
    return replace(
        record,
        learner=record.learner or whole.learner,
        awarding_body=record.awarding_body if awarded else record.awarding_body or whole.awarding_body,
        sealed_by=whole.sealed_by,
        issued=record.issued or whole.issued,
    )


def _achievement(
    examined: Examined, credential: Credential, record: Record, standing: Standing, index: int
) -> Achievement:
    digest = hashlib.sha256(examined.raw).hexdigest()
    title = _title(record)
    kinds = [value.text for value in record.kind if value.detail.get("kind") != "profile"]
    return Achievement(
        id=f"#{index}",
        digest=digest,
        title=title.text,
        standing=standing,
        titles=dict(title.languages),
        issuer=read_issuer(credential, record, examined.report),
        awarding_body=read_awarding_body(credential, record, examined.report),
        spec_ids=_spec_ids(record),
        codes=_codes(record),
        version=_one(record, "version"),
        kind=next(iter(kinds), ""),
        credits=read_amounts(record.workload),
        levels=read_levels(record.level),
        fields=read_fields(record),
        outcomes=read_outcomes(record),
        grades=read_grades(record.grade),
        assessments=read_assessments(record.assessment),
        supervision=read_supervision(record.supervision),
        quality=read_quality(record.quality_assurance),
        languages=read_languages(record.further_information),
        awarded=_day(record),
        rests_on=_rests_on(record),
        ends=credential.period.end,
        subject=_subject(record),
        fingerprints=(f"sha256:{digest}#{index}",),
        format=credential.format,
    )


def _title(record: Record) -> Value:
    """What was achieved is called so; what the whole document is called only without that."""
    own = (value for value in record.title if value.detail.get("of") in ("claim", "specification"))
    return next(own, next(iter(record.title), Value("", "")))


def is_global(identifier: str) -> bool:
    """Whether an id means the same outside its own document."""
    return _GLOBAL.fullmatch(identifier) is not None and _LOCAL.match(identifier) is None


def _spec_ids(record: Record) -> tuple[str, ...]:
    found = (value.text for value in record.identifiers if value.detail.get("kind") == "id")
    return tuple(dict.fromkeys(each for each in found if is_global(each)))


def _codes(record: Record) -> tuple[str, ...]:
    found = (value.text for value in record.identifiers if value.detail.get("kind", "") in _CODES)
    return tuple(dict.fromkeys(found))


def _one(record: Record, kind: str) -> str:
    return next((value.text for value in record.identifiers if value.detail.get("kind") == kind), "")


def _name(record: Record) -> str:
    return _one(record, "id")


def _rests_on(record: Record) -> tuple[str, ...]:
    """Achievements that are its evidence (`kin`): what somebody recognised is not counted beside them."""
    named = (value.detail.get("id", "") for value in record.evidence if value.detail.get("genre") == RESTS_ON)
    found = map(_DIGEST.fullmatch, named)
    return tuple(dict.fromkeys(each[1] for each in found if each))


def _day(record: Record) -> date | None:
    """The day of awarding, as it is written in its own time zone."""
    for value in record.issued:
        try:
            return date.fromisoformat(value.text[:10])
        except ValueError:
            continue
    return None


def _subject(record: Record) -> str:
    """Equal for what names the same person the same way: by name, which every format has, else by the strongest id."""
    told = {value.detail.get("kind", ""): value.text for value in record.learner if "hashed" not in value.detail}
    name = told.get("name") or " ".join(each for each in (told.get("givenName"), told.get("familyName")) if each)
    if name:
        plain = " ".join(sorted(unicodedata.normalize("NFKC", name).casefold().split()))
    else:
        plain = next((told[kind] for kind in _WHOSE if told.get(kind)), "")
    return hashlib.sha256(plain.encode()).hexdigest() if plain else ""
