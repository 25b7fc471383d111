"""The evaluation of a pathway: held achievements in, an evaluation out. Pure: the same inputs, the same bytes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction

from wallet.recognition.achievement import Achievement, Unit, facts_of
from wallet.recognition.agreement import Agreement, Signature
from wallet.recognition.assumptions import assumptions_of
from wallet.recognition.barring import barred
from wallet.recognition.counting import Count, Material, count
from wallet.recognition.evaluation import Evaluation, Proof, Relied, Totals
from wallet.recognition.looking import Looks
from wallet.recognition.matching import Matcher
from wallet.recognition.nearness import Nearness
from wallet.recognition.optimum import NODE_LIMIT
from wallet.recognition.pathway import Pathway
from wallet.recognition.reasons import Reasons
from wallet.recognition.recognition import recognitions
from wallet.recognition.rule import Credits, HasOutcome, Item, Not, Order, walk
from wallet.recognition.shelf import Shelf
from wallet.recognition.twins import Decisions, Twins, families_of, find_twins
from wallet.recognition.uncounted import CAPPED, DUPLICATES, Uncounted, uncounted


@dataclass(frozen=True)
class Circumstances:
    """What an evaluation knows beside the achievements. `complete`: these are all that the person holds (never so in a
    share). `accepted`: pairs of a rule's path and an achievement's id that a person decided to count. `elsewhere`: ids
    of what counts in other stacks. `nodes`: the bound of the search."""

    agreements: tuple[Agreement, ...] = ()
    signatures: tuple[Signature, ...] = ()
    decisions: Decisions = field(default_factory=Decisions)
    accepted: frozenset[tuple[str, str]] = frozenset()
    elsewhere: frozenset[str] = frozenset()
    complete: bool = False
    nodes: int = NODE_LIMIT


def evaluate(
    pathway: Pathway, achievements: Iterable[Achievement], at: datetime, circumstances: Circumstances | None = None
) -> Evaluation:
    """How much of `pathway` the achievements meet at `at` (aware, to the second)."""
    known = circumstances or Circumstances()
    shelf = Shelf(achievements, at.date())
    families = families_of(shelf.achievements)
    twins = find_twins(shelf, known.decisions)
    kept_out = barred(shelf, pathway.policy, families, known.elsewhere, at)
    agreed = recognitions(pathway, known.agreements, known.signatures, shelf, at)
    matcher = Matcher(pathway, shelf, agreed, kept_out, known.accepted)
    looks = Looks(matcher, known.complete)
    rules = list(walk(pathway.root))
    hits = {rule.path: matcher.hits(rule) for rule in rules if isinstance(rule, Item | Credits)}
    material = Material(
        hits=hits,
        fixed={rule.path: 1 - looks.is_met(rule) for rule in rules if isinstance(rule, HasOutcome | Not | Order)},
        twins=twins,
        families=families,
        issuers=issuers_of(shelf.achievements),
        external=shelf.all & ~shelf.issued_by(pathway.home_ids),
    )
    counted = count(pathway, shelf, material, known.nodes)
    why = Reasons(shelf, Nearness(matcher), hits, counted, looks)
    findings = (*why.findings(pathway.root), *why.share(pathway.policy, pathway.target.ects))
    used = frozenset(use.hit.index for uses in counted.uses.values() for use in uses)
    others = uncounted(matcher, pathway.root, hits, used, twins, families, findings)
    return Evaluation(
        pathway_id=pathway.id,
        pathway_version=pathway.version,
        pathway_digest=pathway.digest,
        at=at,
        findings=findings,
        totals=_totals(pathway, shelf, counted, others),
        uncounted=others,
        suspected=_suspected(shelf, twins),
        assumptions=assumptions_of(pathway, shelf, used, agreed, known.accepted, counted, at, complete=known.complete),
        agreements=tuple(Relied(each.agreement.id, each.digest, each.code, each.unsigned) for each in agreed),
        inputs=tuple(facts_of(each) for each in shelf.achievements),
        proof=Proof(counted.proven, counted.steps, counted.least_steps, counted.most_ects),
    )


def issuers_of(achievements: Sequence[Achievement]) -> list[int]:
    """For each the number of who awarded it: who shares a proved id with another is the same body."""
    head: dict[str, str] = {}

    def find(name: str) -> str:
        while head.setdefault(name, name) != name:
            name = head[name]
        return name

    names = []
    for each in achievements:
        ids = sorted(each.awarding_body.proved_ids or each.issuer.proved_ids) or [f"#{each.id}"]
        names.append(ids[0])
        for other in ids[1:]:
            one, two = sorted((find(ids[0]), find(other)))
            head[two] = one
    numbers: dict[str, int] = {}
    return [numbers.setdefault(find(name), len(numbers)) for name in names]


def _suspected(shelf: Shelf, twins: Twins) -> tuple[tuple[str, str], ...]:
    first = [shelf.achievements[group[0]].id for group in twins.groups]
    return tuple((first[one], first[other]) for one, other in twins.suspected)


def _totals(pathway: Pathway, shelf: Shelf, counted: Count, others: Iterable[Uncounted]) -> Totals:
    ects = {each.id: each.amount(Unit.ECTS) or Fraction(0) for each in shelf.achievements}
    total = sum((use.ects for uses in counted.uses.values() for use in uses), Fraction(0))
    step = pathway.policy.round_to
    reasons: Mapping[str, str] = {each.achievement: each.code for each in others}

    def lost(*codes: str) -> Fraction:
        return sum((ects[name] for name, code in reasons.items() if code in codes), Fraction(0))

    return Totals(
        claimed=sum(ects.values(), Fraction(0)),
        counted=total,
        rounded=total if step is None else total // step * step,
        capped=lost(CAPPED),
        duplicate=lost(*DUPLICATES),
        target=pathway.target.ects,
    )
