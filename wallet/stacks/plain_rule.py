"""What a requirement is called where its finding stands, and what it asks in short."""

from __future__ import annotations

from verifier.site.i18n import lazy
from wallet.pathways.rule_words import Say, rule_line
from wallet.recognition.languages import in_language
from wallet.recognition.rule import HasOutcome, Item, Rule

_NAMED = 3  # titles or ids that stand for a rule without a title


def label_of(rule: Rule, language: str, say: Say) -> str:
    """Its title, else what it is about, else what it asks."""
    title = in_language(rule.title, language)
    if title:
        return title
    if isinstance(rule, HasOutcome):
        return rule.uri
    if isinstance(rule, Item):
        names = rule.match.spec_names or rule.match.achievement_ids
        if names:
            return " / ".join([*names[:_NAMED], *(["…"] if len(names) > _NAMED else [])])
    return rule_line(rule, language, say).sentence


def asked_of(rule: Rule, language: str, say: Say) -> tuple[str, ...]:
    """What it asks, a sentence at a time."""
    line = rule_line(rule, language, say)
    return (line.sentence, *line.conditions)


def unit_name(unit: str, say: Say) -> str:
    """A unit as people write it."""
    return {"ects": "ECTS", "hours": say(lazy("hours"), {}), "other": say(lazy("credits"), {})}.get(unit, unit)
