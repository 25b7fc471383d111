"""An evaluation in words: requirement by requirement, by what, why not further, what would complete it.

Nothing is decided here. It ends with: advice; the receiving institution decides.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from verifier.errors import Fact
from verifier.site.i18n import lazy
from wallet.pathways.rule_words import Say
from wallet.recognition.achievement import Achievement
from wallet.recognition.agreement import Agreement
from wallet.recognition.evaluation import Evaluation
from wallet.recognition.exact import read_number
from wallet.recognition.finding import Almost, By, Finding, State, Step
from wallet.recognition.languages import in_language
from wallet.recognition.pathway import Pathway
from wallet.recognition.rule import Rule, children_of, walk
from wallet.stacks.evaluation_words import (
    ADVICE,
    AGREEMENTS,
    ASSUMPTIONS,
    EVIDENCE,
    FINDINGS,
    HELP,
    LOOKS,
    OBSTACLES,
    REASONS,
    STATES,
    STEPS,
    UNCOUNTED,
    WHOLE,
)
from wallet.stacks.plain_number import plain_number
from wallet.stacks.plain_pieces import Excluded, Piece, PlainEvaluation, PlainStep, Requirement, Suspicion
from wallet.stacks.plain_rule import asked_of, label_of, unit_name

_NUMBERS = ("asked", "counted", "credits_asked", "most", "met")
_OF_ONE = lazy("“%(title)s”: %(sentence)s")  # what is in the way is said of one achievement
_UNTITLED = lazy("a credential without a title")
_LEVEL_SHARE = lazy("Share at a higher level")
_BEST = lazy("Nothing better can be counted: this is proved.")
_NOT_PROVEN = lazy("Not proved to be the best: up to %(most)s ECTS might count, with %(least)s steps open or more.")
_FOR = lazy("%(one)s for “%(other)s”")


def say_evaluation(
    evaluation: Evaluation,
    pathway: Pathway,
    achievements: Iterable[Achievement],
    language: str,
    say: Say,
    agreements: Iterable[Agreement] = (),
) -> PlainEvaluation:
    """The evaluation in `language`; `achievements` are those that it looked at, `agreements` those that it may name."""
    return _Words(evaluation, pathway, achievements, language, say, agreements).whole()


def credential_of(achievement_id: str) -> str:
    """Our id of the credential in which an achievement stands."""
    return achievement_id.rpartition("#")[0]


class _Words:
    def __init__(
        self,
        evaluation: Evaluation,
        pathway: Pathway,
        achievements: Iterable[Achievement],
        language: str,
        say: Say,
        agreements: Iterable[Agreement],
    ) -> None:
        self._of, self._pathway, self._language, self._say = evaluation, pathway, language, say
        self._held = {each.id: each for each in achievements}
        self._agreements = {each.digest: in_language(each.title, language) for each in agreements}
        self._rules = {each.path: each for each in walk(pathway.root)}
        self._depths = dict(_depths(pathway.root, 0))

    def whole(self) -> PlainEvaluation:
        of, say = self._of, self._say
        tone, symbol = LOOKS[of.state]
        progress, share = self._progress()
        return PlainEvaluation(
            title=in_language(self._pathway.title, self._language),
            target_title=in_language(self._pathway.target.title, self._language),
            state=of.state,
            word=say(STATES[of.state], {}),
            tone=tone,
            symbol=symbol,
            sentence=say(WHOLE[of.state], {}),
            progress=progress,
            share=share,
            requirements=tuple(self._requirement(each) for each in of.findings),
            steps=tuple(self._step(each) for each in of.next_steps),
            uncounted=tuple(self._uncounted()),
            suspected=tuple(Suspicion(one, other, self._title(one), self._title(other)) for one, other in of.suspected),
            totals=tuple(self._totals()),
            assumptions=tuple(self._assumptions()),
            agreements=tuple(self._relied()),
            proof=self._proof(),
            advice=say(ADVICE, {}),
        )

    # ---- numbers

    def _number(self, number: Fraction, *, up: bool = False) -> str:
        return plain_number(number, self._language, up=up)

    def _progress(self) -> tuple[str, Fraction]:
        totals = self._of.totals
        if totals.target:
            facts: dict[str, Fact] = {"counted": self._number(totals.rounded), "asked": self._number(totals.target)}
            words = self._say(lazy("%(counted)s of %(asked)s ECTS"), facts)
            return words, min(totals.rounded / totals.target, Fraction(1))
        asked = [each for each in self._of.findings if each.needed and self._is_leaf(each)]
        met = sum(1 for each in asked if each.state is State.MET)
        facts = {"met": met, "asked": len(asked)}
        return self._say(lazy("%(met)s of %(asked)s requirements"), facts), Fraction(met, len(asked) or 1)

    def _totals(self) -> Iterable[tuple[str, str]]:
        totals = self._of.totals
        for label, number in (
            (lazy("Stated in all that was looked at"), totals.claimed),
            (lazy("Counts"), totals.counted),
            (lazy("Counts, rounded as the pathway says"), totals.rounded),
            (lazy("No room for it"), totals.capped),
            (lazy("The same, or a part of what counts"), totals.duplicate),
            (lazy("Target"), totals.target),
        ):
            if number is not None:
                yield self._say(label, {}), f"{self._number(number)} ECTS"

    def _proof(self) -> str:
        proof = self._of.proof
        if proof.proven:
            return self._say(_BEST, {})
        return self._say(_NOT_PROVEN, {"most": self._number(proof.most_ects, up=True), "least": proof.least_steps})

    # ---- requirements

    def _is_leaf(self, finding: Finding) -> bool:
        rule = self._rules.get(finding.rule)
        return rule is None or not children_of(rule)

    def _label(self, path: str) -> str:
        rule = self._rules.get(path)
        if rule is self._pathway.root and not rule.title:
            return in_language(self._pathway.title, self._language)
        return self._say(_LEVEL_SHARE, {}) if rule is None else label_of(rule, self._language, self._say)

    def _requirement(self, finding: Finding) -> Requirement:
        rule = self._rules.get(finding.rule)
        tone, symbol = LOOKS[finding.state]
        progress, share = self._share_of(finding)
        ects = finding.facts.get("unit") == "ects"
        return Requirement(
            rule=finding.rule,
            kind=finding.kind,
            depth=self._depths.get(finding.rule, 1),
            title=self._label(finding.rule),
            asked=asked_of(rule, self._language, self._say) if rule else (),
            state=finding.state,
            word=self._say(STATES[finding.state], {}),
            tone=tone,
            symbol=symbol,
            sentence=self._sentence(finding),
            progress=progress,
            share=share,
            weight=(read_number(str(finding.facts.get("asked"))) or Fraction(0)) if ects else Fraction(0),
            needed=finding.needed,
            parts=not self._is_leaf(finding),
            by=tuple(self._by(each, finding) for each in finding.by),
            almost=tuple(self._almost(each) for each in finding.almost),
            steps=tuple(self._step(each) for each in finding.steps),
        )

    def _share_of(self, finding: Finding) -> tuple[str, Fraction]:
        """How much of it is there, in numbers; nothing where it is met or not."""
        met = Fraction(finding.state is State.MET)
        facts = finding.facts
        asked = read_number(str(facts.get("credits_asked", facts.get("asked", ""))))
        counted = read_number(str(facts.get("counted", facts.get("met", ""))))
        if not asked or counted is None or (asked == 1 and "unit" not in facts):
            return "", met
        unit = unit_name(str(facts["unit"]), self._say) if "unit" in facts else ""
        words: dict[str, Fact] = {"counted": self._number(counted), "asked": self._number(asked), "unit": unit}
        sentence = lazy("%(counted)s of %(asked)s %(unit)s")
        return self._say(sentence, words).strip(), min(counted / asked, Fraction(1))

    def _sentence(self, finding: Finding) -> str:
        facts: dict[str, Fact] = dict(finding.facts)
        for name in _NUMBERS:
            number = read_number(str(facts.get(name, "")))
            facts[name] = "" if number is None else self._number(number)
        if finding.code in FINDINGS:
            return self._say(FINDINGS[finding.code], facts)
        sentence = self._say(OBSTACLES[finding.code], facts)
        whose = next((each.achievement for each in finding.almost if each.code == finding.code), "")
        return self._say(_OF_ONE, {"title": self._title(whose), "sentence": sentence}) if whose else sentence

    def _title(self, achievement_id: str) -> str:
        held = self._held.get(achievement_id)
        title = "" if held is None else in_language(held.titles, self._language) or held.title
        return title or self._say(_UNTITLED, {})

    def _credential(self, achievement_id: str) -> str:
        held = self._held.get(achievement_id)
        return "" if held is None or held.planned else credential_of(achievement_id)

    def _by(self, by: By, finding: Finding) -> Piece:
        amount = ""
        if by.amount is not None and "unit" in finding.facts:
            amount = f"{self._number(by.amount)} {unit_name(str(finding.facts['unit']), self._say)}"
        elif by.ects:
            amount = f"{self._number(by.ects)} ECTS"
        return Piece(
            achievement=by.achievement,
            credential=self._credential(by.achievement),
            title=self._title(by.achievement),
            sentence=self._say(REASONS[by.reason], {}),
            grade=by.evidence,
            how=self._say(EVIDENCE[by.evidence], {}),
            amount=amount,
            agreement=by.agreement,
            agreement_title=self._agreements.get(by.agreement, ""),
            reason=by.reason,
        )

    def _almost(self, almost: Almost) -> Piece:
        return Piece(
            achievement=almost.achievement,
            credential=self._credential(almost.achievement),
            title=self._title(almost.achievement),
            sentence=self._say(OBSTACLES[almost.code], {}),
            grade=almost.evidence,
            agreement=almost.agreement,
            agreement_title=self._agreements.get(almost.agreement, ""),
            code=almost.code,
        )

    def _step(self, step: Step) -> PlainStep:
        facts: dict[str, Fact] = {
            "rule": self._label(step.rule),
            "amount": self._number(step.amount, up=True),
            "unit": unit_name(step.unit, self._say),
        }
        return PlainStep(step.rule, self._say(STEPS[step.kind], facts), self._help(step.code))

    def _help(self, code: str) -> str:
        return self._say(HELP[code], {}) if code in HELP else ""

    # ---- the rest

    def _uncounted(self) -> Iterable[Excluded]:
        for each in self._of.uncounted:
            words = UNCOUNTED.get(each.code) or OBSTACLES[each.code]
            of = ", ".join(f"“{self._title(one)}”" for one in each.of)
            yield Excluded(
                each.achievement,
                self._credential(each.achievement),
                self._title(each.achievement),
                self._say(words, {"of": of}),
                self._help(each.code),
                each.code,
            )

    def _relied(self) -> Iterable[tuple[str, str, str]]:
        for each in self._of.agreements:
            facts: dict[str, Fact] = {"unsigned": ", ".join(each.unsigned)}
            title = self._agreements.get(each.digest, each.id)
            yield each.digest, title, self._say(AGREEMENTS[each.code], facts)

    def _assumptions(self) -> Iterable[str]:
        for each in self._of.assumptions:
            facts = {name: self._fact(name, value) for name, value in each.facts.items()}
            yield self._say(ASSUMPTIONS[each.code], facts)

    def _fact(self, name: str, value: Fact) -> Fact:
        """Ids of achievements, agreements and rules as what they are called."""
        if not isinstance(value, list):
            return value
        if name == "pairs":
            return "; ".join(
                self._say(_FOR, {"one": self._title(str(pair[1])), "other": self._label(str(pair[0]))})
                for pair in value
                if isinstance(pair, list)
            )
        if name == "achievements":
            return ", ".join(self._title(str(each)) for each in value)
        if name == "agreements":
            return ", ".join(self._agreements.get(str(each), str(each)[:12]) for each in value)
        return ", ".join(str(each) for each in value)


def _depths(rule: Rule, depth: int) -> Iterable[tuple[str, int]]:
    yield rule.path, depth
    for each in children_of(rule):
        yield from _depths(each, depth + 1)
