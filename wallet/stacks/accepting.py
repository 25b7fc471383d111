"""What a learner may decide to count: a likeness (evidence D), from an issuer who may count at all."""

from __future__ import annotations

from collections.abc import Mapping

from wallet.recognition.achievement import Achievement
from wallet.recognition.finding import Finding
from wallet.recognition.pathway import Pathway
from wallet.recognition.rule import Credits, Item, Rule

SUGGESTED = "near.title"


def may_accept(pathway: Pathway, rule: Rule, achievement: Achievement) -> bool:
    """Whether a decision may let it count: its issuer is the one that the rule names, the pathway's own institution, or
    on a trust list, each time by proved identity. A decision stands for likeness of words, never for who issued it."""
    if not isinstance(rule, Item | Credits) or achievement.planned:
        return False
    named = frozenset(rule.match.issuer_ids)
    known = achievement.proved_ids & (named or pathway.home_ids)
    if not known and (named or not achievement.trusted):
        return False
    if isinstance(rule, Item):
        return True
    high_enough = rule.min_level is None or (achievement.eqf or 0) >= rule.min_level
    return high_enough and bool(achievement.amount(rule.unit, rule.unit_name))


def suggestions(pathway: Pathway, finding: Finding, rule: Rule, held: Mapping[str, Achievement]) -> frozenset[str]:
    """The ids of the achievements that a learner may accept for a requirement."""
    alike = (each.achievement for each in finding.almost if each.code == SUGGESTED)
    return frozenset(name for name in alike if name in held and may_accept(pathway, rule, held[name]))
