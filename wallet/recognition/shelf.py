"""All achievements side by side, so that a match is answered for all of them at once.

A set of achievements is a whole number, one bit for each in the order of their ids: a clause is one such set, a match
is what all its clauses share.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property

from wallet.recognition.achievement import Achievement, Assured, Grade, Supervised, Unit
from wallet.recognition.match import AssessmentAsked, GradeAtLeast, Match
from wallet.recognition.period import Period
from wallet.recognition.wording import OF_ALL, SHARED, words_of

Index = Mapping[str, int]
DAYS = 8  # that are looked up together

IDENTITY = ("achievement", "code", "name", "version")  # clauses that say which one it is


def bits(mask: int) -> Iterator[int]:
    """The positions that are set, lowest first."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


class Shelf:
    """Achievements, sorted by id, as they are on the day `on`."""

    def __init__(self, achievements: Iterable[Achievement], on: date) -> None:
        unique = {each.id: each for each in achievements}
        self.achievements = tuple(unique[name] for name in sorted(unique))
        self.on = on
        self.all = (1 << len(self.achievements)) - 1
        self._answered: dict[Match, dict[str, int]] = {}

    def where(self, holds: Callable[[Achievement], object]) -> int:
        """Those of which something holds."""
        return sum(1 << index for index, each in enumerate(self.achievements) if holds(each))

    def _by(self, keys: Callable[[Achievement], Iterable[str]]) -> Index:
        found: dict[str, int] = defaultdict(int)
        for index, each in enumerate(self.achievements):
            for key in keys(each):
                found[key] |= 1 << index
        return found

    # ---- who

    @cached_property
    def proved(self) -> Index:
        """Proved id -> those issued or awarded under it."""
        return self._by(lambda each: each.proved_ids)

    @cached_property
    def claimed(self) -> Index:
        """Id that only stands there -> those that state it."""
        return self._by(lambda each: each.issuer.claimed_ids | each.awarding_body.claimed_ids)

    @cached_property
    def trusted(self) -> int:
        """Those whose issuer or awarding body is on a list of the reader's."""
        return self.where(lambda each: each.trusted)

    def issued_by(self, ids: Iterable[str]) -> int:
        """Those proved to come from one of these."""
        return _any(self.proved, ids)

    def said_by(self, ids: Iterable[str]) -> int:
        """Those that only say so."""
        return _any(self.claimed, ids)

    # ---- what

    @cached_property
    def _specs(self) -> Index:
        return self._by(lambda each: each.spec_ids)

    @cached_property
    def _codes(self) -> Index:
        return self._by(lambda each: each.codes)

    @cached_property
    def words(self) -> tuple[tuple[frozenset[str], ...], ...]:
        """For each the words of its title, in each language."""
        return tuple(
            tuple({words_of(title): None for title in (each.title, *each.titles.values())})
            for each in self.achievements
        )

    @cached_property
    def _names(self) -> Mapping[frozenset[str], int]:
        found: dict[frozenset[str], int] = defaultdict(int)
        for index, titles in enumerate(self.words):
            for title in titles:
                found[title] |= 1 << index
        return found

    @cached_property
    def _words(self) -> Index:
        return self._by(
            lambda each: {word for title in (each.title, *each.titles.values()) for word in words_of(title)}
        )

    def sharing(self, words: Iterable[str]) -> int:
        """Those with one of these words in a title."""
        return _any(self._words, words)

    def sharing_most(self, title: frozenset[str]) -> int:
        """Those that may have a title of mostly these words: one of the rarer words has to be among them."""
        rare = sorted(title, key=lambda word: (self._words.get(word, 0).bit_count(), word))
        return _any(self._words, rare[: len(rare) - len(rare) * SHARED // OF_ALL + 1])

    @cached_property
    def _versions(self) -> Index:
        return self._by(lambda each: (each.version,))

    @cached_property
    def outcomes(self) -> Index:
        """URI of an outcome -> those that have it."""
        return self._by(lambda each: (outcome.uri for outcome in each.outcomes if outcome.uri))

    @cached_property
    def _fields(self) -> Index:
        return self._by(
            lambda each: (field.code[:end] for field in each.fields for end in range(1, len(field.code) + 1))
        )

    @cached_property
    def _kinds(self) -> Index:
        return self._by(lambda each: (each.kind.casefold(),))

    @cached_property
    def _formats(self) -> Index:
        return self._by(lambda each: (each.format,))

    @cached_property
    def _languages(self) -> Index:
        return self._by(lambda each: (tag.split("-")[0].casefold() for tag in each.languages))

    @cached_property
    def _assessments(self) -> Index:
        return self._by(lambda each: (key for one in each.assessments for key in (one.uri, one.code) if key))

    @cached_property
    def _levels(self) -> Mapping[Fraction, int]:
        return self._numbered(lambda each: each.eqf)

    @cached_property
    def _amounts(self) -> Mapping[Fraction, int]:
        return self._numbered(lambda each: each.amount(Unit.ECTS))

    def _numbered(self, number: Callable[[Achievement], Fraction | int | None]) -> Mapping[Fraction, int]:
        found: dict[Fraction, int] = defaultdict(int)
        for index, each in enumerate(self.achievements):
            value = number(each)
            if value is not None:
                found[Fraction(value)] |= 1 << index
        return found

    def awarded_near(self, index: int, within: timedelta) -> int:
        """Those awarded within so many days of that one, and those of which the day is not known."""
        day = self.achievements[index].awarded
        if day is None:
            return self.all
        near = range((day - within).toordinal() // DAYS, (day + within).toordinal() // DAYS + 1)
        return _any(self._days, (*map(str, near), ""))

    @cached_property
    def _days(self) -> Index:
        return self._by(lambda each: ("" if each.awarded is None else str(each.awarded.toordinal() // DAYS),))

    # ---- clauses

    def clauses(self, match: Match) -> Mapping[str, int]:
        """Each clause of a match, by name, and those for which it holds; who issued is left to the caller."""
        if match not in self._answered:
            self._answered[match] = self._clauses(match)
        return self._answered[match]

    def _clauses(self, match: Match) -> dict[str, int]:
        low, high = match.eqf
        least, most = match.ects
        found: dict[str, int] = {}
        for name, index, values in (
            ("achievement", self._specs, match.achievement_ids),
            ("code", self._codes, match.codes),
            ("version", self._versions, match.versions),
            ("alignment", self.outcomes, match.alignments),
            ("isced", self._fields, match.isced),
            ("kind", self._kinds, [each.casefold() for each in match.kinds]),
            ("format", self._formats, match.formats),
            ("language", self._languages, [each.split("-")[0].casefold() for each in match.languages]),
        ):
            if values:
                found[name] = _any(index, values)
        if match.spec_names:
            found["name"] = self.named(match.spec_names)
        if low is not None or high is not None:
            found["eqf"] = _within(self._levels, low, high)
        if least is not None or most is not None:
            found["ects"] = _within(self._amounts, least, most)
        return found | self.earned(match)

    def earned(self, match: Match) -> dict[str, int]:
        """The clauses of a match that say how and when it was earned."""
        found: dict[str, int] = {}
        after = match.awarded_after
        if match.assessment:
            found.update(self.assessed(match.assessment))
        if match.quality:
            rank: Assured = match.quality.rank
            found["quality"] = self.where(lambda each: any(one.assured >= rank for one in each.quality))
        if match.grade:
            found["grade"] = self.graded(match.grade)
        if after:
            found["awarded"] = self.where(lambda each: each.awarded and each.awarded >= after)
        if match.not_older_than:
            found["age"] = self.since(match.not_older_than)
        return found

    def named(self, names: Iterable[str]) -> int:
        """Those that have one of these titles, case and accents aside."""
        mask = 0
        for words in map(words_of, names):
            mask |= self._names.get(words, 0) if words else 0
        return mask

    def assessed(self, asked: AssessmentAsked) -> dict[str, int]:
        """Clauses about the assessment."""
        found: dict[str, int] = {}
        if asked.types:
            found["assessment"] = _any(self._assessments, asked.types)
        if asked.supervision:
            rank: Supervised = asked.supervision.rank
            found["supervision"] = self.where(
                lambda each: any(one.supervised is not None and one.supervised >= rank for one in each.supervision)
            )
        if asked.identity_verified:
            found["identity"] = self.where(lambda each: any(one.verified for one in each.supervision))
        return found

    def graded(self, asked: GradeAtLeast) -> int:
        """Those with a grade on that scale that is as good or better."""
        return self.where(lambda each: any(reaches(grade, asked) for grade in each.grades))

    def since(self, period: Period) -> int:
        """Those awarded no longer ago than the period; what has no date is not."""
        earliest = period.before(self.on)
        return self.where(lambda each: each.awarded and earliest <= each.awarded)


def reaches(grade: Grade, asked: GradeAtLeast) -> bool:
    """Whether the grade is on the scale that is asked for and as good or better. What cannot be compared is not."""
    if grade.comparable is None or not grade.scale or grade.scale.casefold() != asked.scale.casefold():
        return False
    return grade.comparable <= asked.number if grade.lower_is_better else grade.comparable >= asked.number


def _within(index: Mapping[Fraction, int], low: Fraction | int | None, high: Fraction | int | None) -> int:
    mask = 0
    for value, those in index.items():
        if (low is None or low <= value) and (high is None or value <= high):
            mask |= those
    return mask


def _any(index: Index, keys: Iterable[str]) -> int:
    mask = 0
    for key in keys:
        mask |= index.get(key, 0)
    return mask
