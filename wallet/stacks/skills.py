"""Skills across everything that is held, by framework: which credential shows each, and whether that is proved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from verifier.codec.moments import write_moment
from verifier.errors import JsonObject
from wallet.recognition.achievement import Achievement, Outcome
from wallet.recognition.barring import VALID

TYPE = "CompetencePassport"
MOST_SHOWN = 2000


@dataclass(frozen=True)
class Shown:
    """An achievement that states a skill. `calls_itself`: the name that its issuer gives itself, which is no proof.
    `proved`: it is valid, and a list, a domain or a certificate says who issued it; else it is a claim."""

    achievement: str
    title: str
    titles: Mapping[str, str]
    calls_itself: str
    proved_ids: tuple[str, ...]
    proved: bool
    path: str


@dataclass(frozen=True)
class Skill:
    """One skill or outcome: its words, its URI (empty: only words), and what states it, the proved ones first."""

    text: str
    uri: str
    languages: Mapping[str, str] = field(default_factory=dict)
    by: tuple[Shown, ...] = ()

    @property
    def proved(self) -> bool:
        """Whether one of those that state it is proved."""
        return any(each.proved for each in self.by)


@dataclass(frozen=True)
class Framework:
    """The skills of one framework: its name or URI, `esco`, or empty for what stands in the issuers' own words."""

    name: str
    skills: tuple[Skill, ...]


def skills_of(achievements: Iterable[Achievement]) -> tuple[Framework, ...]:
    """Every skill once: by its URI, or by its words in the issuer's own. ESCO first, own words last."""
    found: dict[tuple[str, str], list[tuple[Outcome, Shown]]] = {}
    for each in sorted(achievements, key=lambda one: one.id):
        for outcome in each.outcomes:
            framework = outcome.framework if outcome.uri else ""
            key = (framework, outcome.uri or " ".join(outcome.text.casefold().split()))
            if key in found or len(found) < MOST_SHOWN:
                found.setdefault(key, []).append((outcome, _shown(each, outcome)))
    groups: dict[str, list[Skill]] = {}
    for (framework, _), stated in found.items():
        groups.setdefault(framework, []).append(_skill(stated))
    return tuple(
        Framework(name, tuple(sorted(groups[name], key=lambda skill: (skill.text.casefold(), skill.uri))))
        for name in sorted(groups, key=lambda name: (name != "esco", name == "", name.casefold()))
    )


def _skill(stated: list[tuple[Outcome, Shown]]) -> Skill:
    first = stated[0][0]
    languages = {tag: text for outcome, _ in reversed(stated) for tag, text in outcome.languages.items()}
    by_id = {by.achievement: by for _, by in reversed(stated)}
    shown = tuple(sorted(by_id.values(), key=lambda by: (not by.proved, by.achievement)))
    return Skill(first.text, first.uri, languages, shown)


def _shown(each: Achievement, outcome: Outcome) -> Shown:
    proved = each.standing.verdict == VALID and any(body.is_named for body in each.bodies)
    name = each.awarding_body.name or each.issuer.name
    return Shown(each.id, each.title, each.titles, name, tuple(sorted(each.proved_ids)), proved, outcome.path)


def passport_json(frameworks: Iterable[Framework], at: datetime) -> JsonObject:
    """The passport as data; what is only claimed says so."""
    return {
        "type": TYPE,
        "as_of": write_moment(at),
        "frameworks": [
            {
                "framework": each.name or None,
                "skills": [
                    {
                        "text": skill.text,
                        "uri": skill.uri or None,
                        "shown": "proved" if skill.proved else "claimed",
                        "by": [
                            {
                                "achievement": by.achievement,
                                "title": by.title,
                                "issuer": {"calls_itself": by.calls_itself, "proved_ids": [*by.proved_ids]},
                                "shown": "proved" if by.proved else "claimed",
                                "path": by.path,
                            }
                            for by in skill.by
                        ],
                    }
                    for skill in each.skills
                ],
            }
            for each in frameworks
        ],
    }
