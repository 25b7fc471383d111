"""The one sentence above a report, its word and its tone.

"Genuine" is said only where structure, key and signature all hold and something proves whose key it is. The tone is
never greener than the verdict: good is only ever valid, and valid is never bad.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from verifier.answers import answer, is_part, is_unread
from verifier.catalogue import Words, catalogue, clean, format_date, sentence
from verifier.errors import Fact
from verifier.naming import Naming, find_check, host_of
from verifier.plain_facts import sentence_facts
from verifier.policy import Weight
from verifier.report import PRECEDENCE, Check, Outcome, Report, Verdict


class Tone(StrEnum):
    """How a line is drawn. `none` is for a single check that decided nothing."""

    GOOD = "good"
    AMBER = "amber"
    UNSURE = "unsure"
    BAD = "bad"
    NONE = "none"


_GREENEST_LAST = (Tone.BAD, Tone.UNSURE, Tone.AMBER, Tone.GOOD)
_TEMPORAL = {  # code -> (key of the sentence, key of the word, tone)
    "validity.expired": ("headline.ended", "word.ended", Tone.AMBER),
    "validity.not_yet": ("headline.not_yet", "word.not_yet", Tone.AMBER),
    "status.suspended": ("headline.suspended", "word.suspended", Tone.AMBER),
    "status.revoked": ("headline.revoked", "word.withdrawn", Tone.BAD),
}
_SPECIAL = {  # code of a failed check -> (key of the sentence, key of the word)
    "proof.signature": ("headline.signature", "word.not_genuine"),
    "proof.missing": ("headline.unsigned", "word.unsigned"),
    "key.not_the_issuers": ("headline.not_genuine", "word.not_genuine"),
}


@dataclass(frozen=True)
class Headline:
    """`key` of the sentence, its `facts`, keys of what is `also` said after it, `word` (a key) and tone.

    `advice` is the check whose code the advice goes by, or the key of one.
    """

    key: str
    word: str
    tone: Tone
    facts: Mapping[str, Fact] = field(default_factory=dict)
    also: tuple[str, ...] = ()
    advice: Check | str = ""

    def said(self, language: str) -> str:
        """The whole sentence, followed by what is also to be said."""
        return " ".join(sentence(language, key, self.facts) or "" for key in (self.key, *self.also))


def greenest_allowed(tones: list[Tone]) -> Tone:
    """The worst of several tones."""
    return min(tones, key=_GREENEST_LAST.index)


def choose_headline(report: Report, naming: Naming, language: str) -> Headline:
    """The headline of this credential's own checks; what it carries is not looked at."""
    check = deciding_check(report)
    if check is None:
        return _valid(report, naming, language)
    if is_unread(report):
        tone = Tone.UNSURE if report.own_verdict is Verdict.UNDECIDED else Tone.BAD
        return Headline("headline.unread", "word.unreadable", tone, _facts(check, report, naming, language), (), check)
    if report.own_verdict is Verdict.INVALID:
        return _invalid(check, report, naming, language)
    return _undecided(check, report, naming, language)


def deciding_check(report: Report) -> Check | None:
    """The check that made the report's own verdict what it is; None where it is valid."""
    if report.own_verdict is Verdict.VALID:
        return None
    ordered = [find_check(report, name) for name in PRECEDENCE]
    if report.own_verdict is Verdict.INVALID:
        return next(each for each in ordered if counts(each, report) and each.outcome is Outcome.FAIL)
    found = next((each for each in ordered if counts(each, report)), Check("structure", Outcome.UNKNOWN, "internal"))
    key = find_check(report, "key")
    return key if found.code == "proof.no_key" and counts(key, report) else found


def counts(check: Check, report: Report) -> bool:
    """Whether what this check found keeps the credential from being valid."""
    weight = report.policy.weight(check.name)
    if check.outcome is Outcome.FAIL:
        return weight is not Weight.NOTED
    if check.outcome is Outcome.UNKNOWN:
        return weight in (Weight.REQUIRED, Weight.WEIGHED)
    return check.outcome is Outcome.ABSENT and weight is Weight.REQUIRED


def _valid(report: Report, naming: Naming, language: str) -> Headline:
    facts: dict[str, Fact] = {
        "name": naming.proved,
        "claimed": naming.claimed,
        "at": format_date(report.at, language),
    }
    if not _is_sound(report, naming) or _passed_over(report):
        return Headline("headline.by_policy", "word.conditional", Tone.AMBER)
    unsaid = _unsaid(report)
    also, part = ((f"headline.part.{unsaid}",), ".part") if unsaid else ((), "")
    if naming.accepted:
        key = "headline.valid.handed" if naming.handed_in else "headline.valid.accepted"
        return Headline(key + part, "word.unchanged", Tone.AMBER, facts, also)
    if naming.proved:
        tone = Tone.AMBER if unsaid == "status" else Tone.GOOD
        return Headline(f"headline.valid{part}", "word.genuine", tone, facts, also)
    key = "headline.valid.claimed" if naming.claimed else "headline.valid.unnamed"
    return Headline(key + part, "word.signer_unknown", Tone.AMBER, facts, also, "advice.unnamed")


def _unsaid(report: Report) -> str:
    """What of a part nobody can tell: whether it is withdrawn (`status`), or only whether it has an `end`."""
    if not is_part(report):
        return ""
    if find_check(report, "status").outcome is Outcome.ABSENT:
        return "status"
    return "" if find_check(report, "validity").facts.get("end") else "end"


def _invalid(check: Check, report: Report, naming: Naming, language: str) -> Headline:
    facts = _facts(check, report, naming, language)
    if check.code in _TEMPORAL:
        return _in_time(check, report, naming, facts)
    if check.code in _SPECIAL:
        key, word = _SPECIAL[check.code]
        return Headline(key, word, Tone.BAD, facts, (), check)
    if _is_sound(report, naming):
        word = "word.not_proved" if check.name in ("holder", "trust") else "word.refused"
        return Headline(_signed_key(naming), word, Tone.BAD, facts, (), check)
    if check.name == "structure":
        return Headline("headline.faulty", "word.faulty", Tone.BAD, facts, (), check)
    return Headline("headline.refused", "word.refused", Tone.BAD, facts, (), check)


def _in_time(check: Check, report: Report, naming: Naming, facts: Mapping[str, Fact]) -> Headline:
    """Ended, withdrawn, suspended, not yet begun: once genuine, if everything else holds."""
    key, word, tone = _TEMPORAL[check.code]
    others = [each for each in report.checks if each is not check and counts(each, report)]
    failing = any(each.outcome is Outcome.FAIL for each in others)
    if not _is_sound(report, naming):
        return Headline(f"{key}.unsure", word, Tone.BAD, facts, (), check)
    also = ("headline.also.more",) if failing else ()
    if any(each.name == "status" and each.outcome is Outcome.UNKNOWN for each in others):
        also = ("headline.also.status", *also)
    kind = "genuine" if naming.proved else "unchanged"
    return Headline(f"{key}.{kind}", word, Tone.BAD if failing else tone, facts, also, check)


def _undecided(check: Check, report: Report, naming: Naming, language: str) -> Headline:
    facts = _facts(check, report, naming, language)
    if check.code == "internal":
        return Headline("headline.internal", "word.undecided", Tone.UNSURE, facts, (), check)
    if check.code == "proof.withheld":
        return _summary(check, report, facts)
    unchanged = all(find_check(report, name).outcome is Outcome.PASS for name in ("structure", "proof"))
    key = _signed_key(naming) if unchanged else "headline.open"
    return Headline(key, "word.undecided", Tone.UNSURE, facts, (), check)


def _summary(check: Check, report: Report, facts: Mapping[str, Fact]) -> Headline:
    """What this service found then, and what has happened since by what the credential itself names."""
    found = "other" if check.facts.get("found") else "valid"
    since = [each.code for each in report.checks if each.outcome is Outcome.FAIL]
    also = tuple(f"headline.also.{code}" for code in since if code in _TEMPORAL)
    tone = Tone.BAD if since else Tone.UNSURE
    return Headline(f"headline.withheld.{found}", "word.summary", tone, facts, also, check)


def _signed_key(naming: Naming) -> str:
    return "headline.signed" if naming.proved else "headline.unchanged"


def _is_sound(report: Report, naming: Naming) -> bool:
    return naming.signed and find_check(report, "structure").outcome is Outcome.PASS


def _passed_over(report: Report) -> bool:
    """Whether a policy calls valid what has a failed check, or leaves dates or withdrawal open."""
    dated = [find_check(report, name).outcome for name in ("validity", "status")]
    return Outcome.UNKNOWN in dated or any(each.outcome is Outcome.FAIL for each in report.checks)


def _facts(check: Check, report: Report, naming: Naming, language: str) -> Mapping[str, Fact]:
    return {
        **sentence_facts(check.facts, language),
        "finding": Words(answer(check, report, language)),
        "name": naming.proved,
        "claimed": naming.claimed,
        "by": Words(_by(check, naming, language)),
    }


def _by(check: Check, naming: Naming, language: str) -> str:
    """Who withdrew or suspended it: the issuing body, or whoever keeps the list that it refers to."""
    if check.facts.get("other_issuer"):
        return sentence(language, "by.list", {"host": host_of(check.facts.get("list"))}) or ""
    return clean(naming.proved, language) or catalogue(language)["by.issuer"]
