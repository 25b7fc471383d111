"""Achievements that are one and the same, or may be: the same award in two formats, sealed twice, replaced.

Certain twins are one. Suspected ones count once until a person decides; a decision never makes two of what is certainly
one. Parts and their whole exclude each other too, but a whole does not exclude part beside part.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from itertools import islice

from wallet.recognition.achievement import Achievement, Unit
from wallet.recognition.kin import kin_of
from wallet.recognition.shelf import Shelf, bits
from wallet.recognition.wording import are_similar

NEAR = timedelta(days=31)  # awards of one and the same thing lie no further apart
MOST_RESTING = 2000  # relations to what something was awarded for: somebody may have written any number

Pair = tuple[str, str]


@dataclass(frozen=True)
class Decisions:
    """What a person decided about suspected twins, as pairs of achievements' ids in either order."""

    same: frozenset[Pair] = frozenset()
    distinct: frozenset[Pair] = frozenset()


@dataclass(frozen=True)
class Twins:
    """`groups`: indices of achievements that are one and the same (each in one group, alone where it has no twin).
    `suspected`: pairs of groups that may be the same."""

    groups: tuple[tuple[int, ...], ...]
    suspected: tuple[tuple[int, int], ...]


def find_twins(shelf: Shelf, decisions: Decisions = Decisions()) -> Twins:
    """The twins among all achievements of a shelf."""
    index_of = {each.id: index for index, each in enumerate(shelf.achievements)}
    groups = _groups(shelf.achievements, index_of, decisions)
    group_of = {index: place for place, group in enumerate(groups) for index in group}
    apart = {_sorted(*pair) for pair in decisions.distinct}
    suspected = set()
    pairs = ((one, other) for other in index_of.values() for one in bits(suspects_of(shelf, other, (1 << other) - 1)))
    for one, other in pairs:
        pair = _sorted(shelf.achievements[one].id, shelf.achievements[other].id)
        places = sorted((group_of[one], group_of[other]))
        if places[0] != places[1] and pair not in apart:
            suspected.add((places[0], places[1]))
    return Twins(groups, tuple(sorted(suspected)))


def _sorted(one: str, other: str) -> Pair:
    return (one, other) if one <= other else (other, one)


def _groups(
    achievements: Sequence[Achievement], index_of: dict[str, int], decisions: Decisions
) -> tuple[tuple[int, ...], ...]:
    head = list(range(len(achievements)))

    def find(index: int) -> int:
        while head[index] != index:
            head[index] = head[head[index]]
            index = head[index]
        return index

    def join(one: int, other: int) -> None:
        low, high = sorted((find(one), find(other)))
        head[high] = low

    first: dict[object, int] = {}
    for index, each in enumerate(achievements):
        for key in _certainties(each):
            join(first.setdefault(key, index), index)
        for replaced in each.replaces:
            if replaced in index_of:
                join(index, index_of[replaced])
    for one_id, other_id in decisions.same:
        if one_id in index_of and other_id in index_of:
            join(index_of[one_id], index_of[other_id])
    found: dict[int, list[int]] = defaultdict(list)
    for index in range(len(achievements)):
        found[find(index)].append(index)
    return tuple(tuple(group) for _, group in sorted(found.items()))


def _certainties(each: Achievement) -> Iterator[object]:
    """What two achievements share only where they are one: bytes, a signed reference, or person, issuer, id and day."""
    yield from each.fingerprints
    if each.subject and each.awarded:
        for issuer in each.proved_ids:
            for spec in each.spec_ids:
                yield (each.subject, issuer, spec, each.awarded)


def suspects_of(shelf: Shelf, index: int, among: int) -> int:
    """Those of `among` that title, date, outcomes and credits do not tell apart from that one, looked up by the
    title's rarest words."""
    held = shelf.achievements
    seen = 0
    for title in shelf.words[index]:
        seen |= shelf.sharing_most(title)
    near = seen & shelf.awarded_near(index, NEAR) & among
    return sum(1 << one for one in bits(near) if _may_be_same(held[one], held[index]) and _alike(shelf, one, index))


def _alike(shelf: Shelf, one: int, other: int) -> bool:
    return any(are_similar(title, same) for title in shelf.words[one] for same in shelf.words[other])


def _may_be_same(one: Achievement, other: Achievement) -> bool:
    if one.subject and other.subject and one.subject != other.subject:
        return False
    if one.awarded and other.awarded and abs(one.awarded - other.awarded) > NEAR:
        return False
    if one.id in (*other.parts, *other.wholes) or other.id in (*one.parts, *one.wholes):
        return False
    return (
        _overlap(_uris(one), _uris(other))
        and _overlap(_amounts(one), _amounts(other))
        and not _are_siblings(one, other)
    )


def _are_siblings(one: Achievement, other: Achievement) -> bool:
    """Two of the same credential, or two awards of one course: its makers tell them apart themselves."""
    if one.digest == other.digest:
        return True
    same_source = one.format == other.format and not one.proved_ids.isdisjoint(other.proved_ids)
    return same_source and not (_plain(one) == _plain(other) and one.awarded == other.awarded)


def _plain(each: Achievement) -> str:
    return " ".join(each.title.casefold().split())


def _uris(each: Achievement) -> frozenset[str]:
    return frozenset(outcome.uri for outcome in each.outcomes if outcome.uri)


def _amounts(each: Achievement) -> frozenset[Fraction]:
    amount = each.amount(Unit.ECTS)
    return frozenset() if amount is None else frozenset({amount})


def _overlap(one: frozenset[object] | frozenset[str] | frozenset[Fraction], other: Iterable[object]) -> bool:
    """Whether they share something, or one of them says nothing."""
    others = frozenset(other)
    return not one or not others or not others.isdisjoint(one)


def families_of(achievements: Sequence[Achievement]) -> tuple[tuple[int, tuple[int, ...]], ...]:
    """Each whole and everything inside it, however deep; inside what was awarded for others are these. Where two
    are inside each other (a relation that was written both ways, or what was awarded for the same, whether or not
    that is here) each excludes the other."""
    index_of = {each.id: index for index, each in enumerate(achievements)}
    parts: dict[int, set[int]] = defaultdict(set)
    for index, each in enumerate(achievements):
        parts[index].update(index_of[part] for part in each.parts if part in index_of)
        for whole in each.wholes:
            if whole in index_of:
                parts[index_of[whole]].add(index)
    beside: dict[int, set[int]] = defaultdict(set)
    for index, other, is_whole in islice(_resting(achievements), MOST_RESTING):
        (parts if is_whole else beside)[index].add(other)
    found = ((whole, _inside(whole, parts) | beside[whole]) for whole in range(len(achievements)))
    return tuple((whole, tuple(sorted(inside))) for whole, inside in found if inside)


def _resting(achievements: Sequence[Achievement]) -> Iterator[tuple[int, int, bool]]:
    """What was awarded for something, with what that is (a whole with its part) and with what else was awarded for
    the same; what is in order first."""
    resting = [index for index, each in enumerate(achievements) if each.rests_on]
    of_name: dict[str, list[int]] = defaultdict(list)
    for index, each in enumerate(achievements if resting else ()):
        for name in kin_of(each):
            of_name[name].append(index)
    same: dict[str, list[int]] = defaultdict(list)
    for index in sorted(resting, key=lambda each: achievements[each].standing.verdict != "valid"):
        for name in achievements[index].rests_on:
            yield from ((index, part, True) for part in of_name.get(name, ()) if part != index)
            for other in same[name]:
                if achievements[other].digest != achievements[index].digest:  # who made both tells them apart
                    yield from ((index, other, False), (other, index, False))
            same[name].append(index)


def _inside(whole: int, parts: dict[int, set[int]]) -> set[int]:
    seen: set[int] = set()
    queue = sorted(parts.get(whole, ()))
    for each in queue:
        if each not in seen:
            seen.add(each)
            queue.extend(sorted(parts.get(each, set()) - seen))
    return seen - {whole}
