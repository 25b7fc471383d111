"""What a pathway asks, in words: for each rule one sentence and its conditions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from verifier.codec.did_domains import domain_of, folder_of
from verifier.errors import Fact
from verifier.plain_names import language_name
from verifier.site.i18n import lazy
from wallet.pathways.amount_words import day_words, number_words, period_words
from wallet.recognition.achievement import Unit
from wallet.recognition.languages import in_language
from wallet.recognition.match import Assurance, GradeAtLeast, Match, Watch
from wallet.recognition.rule import AllOf, AnyOf, Credits, HasOutcome, Item, Not, Order, Rule, Total, children_of

_WEB = "did:web:"

Say = Callable[[str, Mapping[str, Fact]], str]  # a sentence and its facts, in the reader's language


@dataclass(frozen=True)
class RuleLine:
    """One rule: its own title (somebody's words, empty for none), what it asks for, its conditions, the rules inside.
    `path`: its place in the document. `titles` by language stay with the rule."""

    path: str
    kind: str
    title: str
    sentence: str
    conditions: tuple[str, ...] = ()
    inside: tuple[RuleLine, ...] = field(default=())


_WATCHES: Mapping[Watch, str] = MappingProxyType(
    {
        Watch.ONLINE: lazy("Its assessment was supervised, online at least."),
        Watch.ONSITE: lazy("Its assessment was supervised on site."),
    }
)
_ASSURANCES: Mapping[Assurance, str] = MappingProxyType(
    {
        Assurance.STATED: lazy("It says how its quality is assured."),
        Assurance.ACCREDITED: lazy("It names an accreditation."),
        Assurance.PROVED: lazy("Its accreditation is proved."),
    }
)


def rule_line(rule: Rule, language: str, tell: Say) -> RuleLine:
    """The rule and all inside, in `language`."""
    return RuleLine(
        path=rule.path,
        kind=_kind(rule),
        title=in_language(rule.title, language),
        sentence=_sentence(rule, language, tell),
        conditions=tuple(_conditions(rule, language, tell)),
        inside=tuple(rule_line(each, language, tell) for each in children_of(rule)),
    )


def _kind(rule: Rule) -> str:
    names = {AllOf: "all", AnyOf: "any", Credits: "credits", Total: "total", HasOutcome: "outcome", Item: "item"}
    return names.get(type(rule), "not" if isinstance(rule, Not) else "order")


def _sentence(rule: Rule, language: str, tell: Say) -> str:
    def number(value: object) -> str:
        return number_words(value, language)

    match rule:
        case AllOf():
            return tell(lazy("All of these"), {})
        case AnyOf():
            if not rule.least:
                return tell(lazy("Any of these, or none"), {})
            return tell(lazy("At least %(least)s of these %(all)s"), {"least": rule.least, "all": len(rule.of)})
        case Total():
            return tell(lazy("All of these, with %(ects)s ECTS credits in total"), {"ects": number(rule.least)})
        case Credits():
            if rule.unit is Unit.HOURS:
                return tell(lazy("%(hours)s hours of study"), {"hours": number(rule.least)})
            if rule.unit is Unit.OTHER:
                facts: dict[str, Fact] = {"credits": number(rule.least), "unit": rule.unit_name}
                return tell(lazy("%(credits)s credits in the unit “%(unit)s”"), facts)
            return tell(lazy("%(ects)s ECTS credits"), {"ects": number(rule.least)})
        case HasOutcome():
            return tell(lazy("A learning outcome"), {})
        case Item():
            if rule.count == 1:
                return tell(lazy("One achievement"), {})
            return tell(lazy("%(count)s achievements"), {"count": rule.count})
        case Not():
            return tell(lazy("Nothing of this kind"), {})
        case Order():
            return tell(lazy("One before the other"), {})


def _conditions(rule: Rule, language: str, tell: Say) -> Iterator[str]:
    if isinstance(rule, Credits | Total):
        yield from _bounds(rule, language, tell)
    if isinstance(rule, HasOutcome):
        yield tell(lazy("Its address: %(uri)s"), {"uri": rule.uri})
        if rule.framework:
            yield tell(lazy("Of the framework %(framework)s."), {"framework": rule.framework})
        if rule.grade:
            yield _grade(rule.grade, language, tell)
    if isinstance(rule, Order):
        for words, match in ((lazy("First: %(what)s"), rule.before), (lazy("Then: %(what)s"), rule.after)):
            yield tell(words, {"what": " ".join(match_words(match, language, tell))})
    asked = rule.of if isinstance(rule, Not) else rule.match if isinstance(rule, Credits | Item | HasOutcome) else None
    if asked is not None:
        yield from match_words(asked, language, tell)


def _where(identity: str) -> str:
    """An issuer's identifier as people read it: a did:web is its domain, with the path."""
    parts = identity.removeprefix(_WEB)
    return domain_of(parts) if identity.startswith(_WEB) and folder_of(parts) else identity


def _bounds(rule: Credits | Total, language: str, tell: Say) -> Iterator[str]:
    if rule.most is not None:
        yield tell(lazy("No more than %(most)s count here."), {"most": number_words(rule.most, language)})
    if isinstance(rule, Credits) and rule.most_per_issuer is not None:
        most = number_words(rule.most_per_issuer, language)
        yield tell(lazy("No more than %(most)s from one issuer count here."), {"most": most})
    if rule.min_level is not None:
        yield tell(lazy("At EQF level %(level)s or above."), {"level": rule.min_level})


def match_words(match: Match, language: str, tell: Say) -> Iterator[str]:
    """Each clause of a match as a sentence."""
    lists: tuple[tuple[str, tuple[str, ...]], ...] = (
        (lazy("It is: %(values)s."), match.achievement_ids),
        (lazy("It has the code: %(values)s."), match.codes),
        (lazy("It is called: %(values)s."), match.spec_names),
        (lazy("It comes from: %(values)s."), tuple(_where(each) for each in match.issuer_ids)),
        (lazy("Version: %(values)s."), match.versions),
        (lazy("It states the learning outcome: %(values)s."), match.alignments),
        (lazy("Field of education (ISCED-F): %(values)s."), match.isced),
        (lazy("Kind: %(values)s."), match.kinds),
        (lazy("Format: %(values)s."), match.formats),
        (lazy("Language: %(values)s."), tuple(language_name(each, language) or each for each in match.languages)),
    )
    for words, values in lists:
        if values:
            yield tell(words, {"values": ", ".join(values)})
    low, high = match.eqf
    yield from _range(lazy("EQF level %(low)s or above."), lazy("EQF level %(high)s at most."), (low, high), tell)
    least, most = (None if each is None else number_words(each, language) for each in match.ects)
    yield from _range(
        lazy("%(low)s ECTS credits at least."), lazy("%(high)s ECTS credits at most."), (least, most), tell
    )
    asked = match.assessment
    if asked:
        if asked.types:
            yield tell(lazy("Assessed by: %(values)s."), {"values": ", ".join(asked.types)})
        if asked.supervision:
            yield tell(_WATCHES[asked.supervision], {})
        if asked.identity_verified:
            yield tell(lazy("The learner's identity was verified at the assessment."), {})
    if match.quality:
        yield tell(_ASSURANCES[match.quality], {})
    if match.grade:
        yield _grade(match.grade, language, tell)
    if match.awarded_after:
        yield tell(lazy("Awarded after %(day)s."), {"day": day_words(match.awarded_after, language)})
    if match.not_older_than:
        yield tell(lazy("Not older than %(period)s."), {"period": period_words(match.not_older_than, language)})


def _range(above: str, below: str, ends: tuple[object, object], tell: Say) -> Iterator[str]:
    low, high = ends
    if low is not None:
        yield tell(above, {"low": str(low)})
    if high is not None:
        yield tell(below, {"high": str(high)})


def _grade(grade: GradeAtLeast, language: str, tell: Say) -> str:
    facts: dict[str, Fact] = {"number": number_words(grade.number, language), "scale": grade.scale}
    return tell(lazy("A grade of %(number)s or better on the scale “%(scale)s”."), facts)
