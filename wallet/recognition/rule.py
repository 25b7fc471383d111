"""What a pathway asks: a tree of rules.

`credits` (with a match) and `item` use achievements up: one that counts in the one counts in no other. `credits` over
other rules, `outcome`, `not` and `order` only look.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import TypeAlias

from wallet.recognition.achievement import Unit
from wallet.recognition.match import GradeAtLeast, Match


class Kind(StrEnum):
    """The kinds of rules, as a document names them."""

    ALL = "all"
    ANY = "any"
    CREDITS = "credits"
    OUTCOME = "outcome"
    ITEM = "item"
    NOT = "not"
    ORDER = "order"


@dataclass(frozen=True)
class Named:
    """`path`: the JSON pointer of the rule in its document, by which it is called. `title`: language -> text."""

    path: str
    title: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class AllOf(Named):
    """Every one of these."""

    of: tuple[Rule, ...] = ()


@dataclass(frozen=True)
class AnyOf(Named):
    """At least so many of these; none at all is asked of what is only an option."""

    of: tuple[Rule, ...] = ()
    least: int = 1


@dataclass(frozen=True)
class Credits(Named):
    """So many credits of achievements that match, each of which is used up; no more than `most` count, no more than
    `most_per_issuer` of one issuer. `unit_name` names the unit where it is neither ECTS nor hours."""

    match: Match = field(default_factory=Match)
    least: Fraction = Fraction(0)
    most: Fraction | None = None
    most_per_issuer: Fraction | None = None
    unit: Unit = Unit.ECTS
    unit_name: str = ""
    min_level: int | None = None


@dataclass(frozen=True)
class Total(Named):
    """Every one of these, and so many ECTS credits among what counts in them, once each: it looks and uses nothing up.
    With `min_level` only those at that European level or above are added."""

    of: tuple[Rule, ...] = ()
    least: Fraction = Fraction(0)
    most: Fraction | None = None
    min_level: int | None = None


@dataclass(frozen=True)
class HasOutcome(Named):
    """An outcome of a framework, in any achievement whose issuer is proved (and which matches, where that is asked)."""

    framework: str = ""
    uri: str = ""
    grade: GradeAtLeast | None = None
    match: Match | None = None


@dataclass(frozen=True)
class Item(Named):
    """So many achievements that match, each of which is used up."""

    match: Match = field(default_factory=Match)
    count: int = 1


@dataclass(frozen=True)
class Not(Named):
    """Nothing that meets this rule. What somebody chose to show proves no absence."""

    of: Match = field(default_factory=Match)


@dataclass(frozen=True)
class Order(Named):
    """Something that matches the first was awarded before something that matches the second."""

    before: Match = field(default_factory=Match)
    after: Match = field(default_factory=Match)


Rule: TypeAlias = AllOf | AnyOf | Credits | Total | HasOutcome | Item | Not | Order


def children_of(rule: Rule) -> tuple[Rule, ...]:
    """The rules inside."""
    return rule.of if isinstance(rule, AllOf | AnyOf | Total) else ()


def walk(rule: Rule) -> Iterator[Rule]:
    """The rule and all inside, in the order in which they are written."""
    yield rule
    for each in children_of(rule):
        yield from walk(each)
