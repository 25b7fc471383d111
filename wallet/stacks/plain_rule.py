"""What a requirement asks, in words: what it is called, and its clauses one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction

from verifier.errors import Fact
from verifier.site.i18n import lazy
from wallet.stacks.letter import Say
from wallet.stacks.match import Match
from wallet.stacks.plain_number import plain_number
from wallet.stacks.rule import AllOf, AnyOf, Credits, HasOutcome, Item, Not, Order, Rule, Total

_NAMED = 3  # values of one clause that are named
_CALLED = lazy("called %(values)s")
_CLAUSES: Mapping[str, str] = {
    "achievement": lazy("the achievement %(values)s"),
    "code": lazy("with the issuer's code %(values)s"),
    "issuer": lazy("from %(values)s"),
    "version": lazy("in the version %(values)s"),
    "alignment": lazy("with the learning outcome %(values)s"),
    "isced": lazy("in the field %(values)s (ISCED-F)"),
    "format": lazy("in the format %(values)s"),
    "kind": lazy("of the kind %(values)s"),
    "assessment": lazy("assessed by %(values)s"),
    "language": lazy("in the language %(values)s"),
}
_EQF = (
    lazy("at EQF level %(low)s to %(high)s"),
    lazy("at EQF level %(low)s or above"),
    lazy("at EQF level %(high)s or below"),
)
_ECTS = (
    lazy("with %(low)s to %(high)s ECTS each"),
    lazy("with %(low)s ECTS or more each"),
    lazy("with %(high)s ECTS or fewer each"),
)


def label_of(rule: Rule, language: str, say: Say) -> str:
    """What a requirement is called: its title, else what it is about."""
    title = words_in(rule.title, language)
    if title:
        return title
    match rule:
        case AllOf():
            return say(lazy("All of these"), {})
        case AnyOf():
            return say(lazy("%(least)s of these"), {"least": rule.least})
        case Total() | Credits():
            return say(lazy("%(least)s credits"), {"least": plain_number(rule.least, language)})
        case HasOutcome():
            return rule.uri
        case Not():
            return say(lazy("None of a kind"), {})
        case Order():
            return say(lazy("In this order"), {})
        case Item():
            return _one_of(rule.match.spec_names or rule.match.achievement_ids) or say(lazy("A credential"), {})
    raise TypeError(rule)


def asked_of(rule: Rule, language: str, say: Say) -> list[str]:
    """What it asks, a short clause at a time."""
    match rule:
        case AnyOf():
            return [say(lazy("%(least)s of %(of)s"), {"least": rule.least, "of": len(rule.of)})]
        case Total():
            least = {"least": plain_number(rule.least, language)}
            return [say(lazy("%(least)s ECTS among what counts in these"), least), *_level(rule.min_level, say)]
        case Credits():
            return [*_amounts(rule, language, say), *_level(rule.min_level, say), *clauses(rule.match, language, say)]
        case Item():
            count = [say(lazy("%(count)s of them"), {"count": rule.count})] if rule.count > 1 else []
            return [*count, *clauses(rule.match, language, say)]
        case HasOutcome():
            return [rule.uri, *(clauses(rule.match, language, say) if rule.match else ())]
        case Not():
            return list(clauses(rule.of, language, say))
        case Order():
            before, after = (", ".join(clauses(each, language, say)) for each in (rule.before, rule.after))
            return [say(lazy("first: %(what)s"), {"what": before}), say(lazy("then: %(what)s"), {"what": after})]
        case _:
            return []


def clauses(match: Match, language: str, say: Say) -> Iterator[str]:
    """Each clause of a match as a phrase."""
    if match.spec_names:
        yield say(_CALLED, {"values": _one_of(match.spec_names)})
    asked = match.assessment
    for name, values in (
        ("achievement", match.achievement_ids),
        ("code", match.codes),
        ("issuer", tuple(body_name(each) for each in match.issuer_ids)),
        ("version", match.versions),
        ("alignment", match.alignments),
        ("isced", match.isced),
        ("format", match.formats),
        ("kind", match.kinds),
        ("assessment", asked.types if asked else ()),
        ("language", match.languages),
    ):
        if values:
            yield say(_CLAUSES[name], {"values": _one_of(values)})
    yield from _range(match.eqf, _EQF, str, say)
    yield from _range(match.ects, _ECTS, lambda number: plain_number(Fraction(number), language), say)
    if asked and asked.supervision:
        yield say(lazy("with a supervised assessment"), {})
    if asked and asked.identity_verified:
        yield say(lazy("with the learner's identity verified"), {})
    if match.quality:
        yield say(lazy("with its quality assured (%(how)s)"), {"how": match.quality.value})
    if match.grade:
        facts: dict[str, Fact] = {"grade": plain_number(match.grade.number, language), "scale": match.grade.scale}
        yield say(lazy("with the grade %(grade)s or better (%(scale)s)"), facts)
    if match.awarded_after:
        yield say(lazy("awarded on %(day)s or later"), {"day": match.awarded_after.isoformat()})
    if match.not_older_than:
        yield say(lazy("not older than %(period)s"), {"period": match.not_older_than.text})


def words_in(words: Mapping[str, str], language: str) -> str:
    """The text in that language, else in English, else in any; empty for none."""
    ranked = sorted(words, key=lambda tag: (tag.split("-")[0] != language, tag.split("-")[0] != "en", tag))
    return words[ranked[0]] if ranked else ""


def body_name(identity: str) -> str:
    """How an id of an organisation is shown: the host where there is one."""
    return identity.removeprefix("did:web:").removeprefix("domain:").removeprefix("url:")


def _one_of(values: Iterable[str]) -> str:
    several = list(values)
    more = ["…"] if len(several) > _NAMED else []
    return " / ".join([*several[:_NAMED], *more])


def _range(
    limits: tuple[int | Fraction | None, int | Fraction | None],
    words: tuple[str, str, str],
    write: Callable[[int | Fraction], str],
    say: Say,
) -> Iterator[str]:
    low, high = limits
    if low is None and high is None:
        return
    facts: dict[str, Fact] = {"low": "" if low is None else write(low), "high": "" if high is None else write(high)}
    yield say(words[0] if low is not None and high is not None else words[1] if high is None else words[2], facts)


def _level(level: int | None, say: Say) -> list[str]:
    return [] if level is None else [say(lazy("at EQF level %(low)s or above"), {"low": level})]


def _amounts(rule: Credits, language: str, say: Say) -> list[str]:
    unit = unit_name(rule.unit_name or rule.unit.value, say)
    least: dict[str, Fact] = {"amount": plain_number(rule.least, language), "unit": unit}
    found = [say(lazy("%(amount)s %(unit)s"), least)]
    if rule.most is not None:
        found.append(say(lazy("at most %(amount)s count"), {"amount": plain_number(rule.most, language)}))
    if rule.most_per_issuer is not None:
        most: dict[str, Fact] = {"amount": plain_number(rule.most_per_issuer, language)}
        found.append(say(lazy("at most %(amount)s of one issuer"), most))
    return found


def unit_name(unit: str, say: Say) -> str:
    """A unit as people write it."""
    return {"ects": "ECTS", "hours": say(lazy("hours"), {}), "other": say(lazy("credits"), {})}.get(unit, unit)
