"""A report in plain words: the sentence, word and tone for a page, and each check as question and answer.

The same for the learner, the reader of a share and the command line. Nothing here decides anything: sentences follow
from the report, and no tone is greener than its verdict.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from verifier.answers import COLLECTION, advice, answer, source
from verifier.catalogue import Words, catalogue, format_date, sentence
from verifier.errors import Fact
from verifier.examine import Examined
from verifier.headlines import Headline, Tone, choose_headline, counts, greenest_allowed
from verifier.naming import Naming, find_check, read_naming
from verifier.plain_facts import fact_lines, read_day
from verifier.report import STEPS, Check, Outcome, Report, Verdict

__all__ = ["PlainCheck", "PlainReport", "Tone", "plain_report"]


@dataclass(frozen=True)
class PlainCheck:
    """One of the eight lines: what was asked, what was found, who says so, when, and the facts that unfold."""

    name: str
    question: str
    answer: str
    tone: Tone
    source: str
    at: datetime
    facts: tuple[tuple[str, str], ...]
    outcome: Outcome
    code: str


@dataclass(frozen=True)
class PlainReport:
    """A report as a person reads it. `who` is the line about the issuing body, empty where nothing is known of it."""

    sentence: str
    tone: Tone
    word: str
    who: str
    at: datetime
    checks: tuple[PlainCheck, ...]
    advice: str
    code: str
    verdict: Verdict


def plain_report(examined: Examined, language: str) -> PlainReport:
    """The report of `examined` in `language` (a language tag; English where we have no catalogue for it)."""
    report = examined.report
    naming = read_naming(examined)
    said, headline = _headline(examined, naming, language)
    return PlainReport(
        sentence=said,
        tone=headline.tone,
        word=catalogue(language)[headline.word],
        who=naming.who(language),
        at=report.at,
        checks=tuple(_plain_check(find_check(report, name), report, naming, language) for name in STEPS),
        advice=_advice(headline, language),
        code=report.code,
        verdict=report.verdict,
    )


def _headline(examined: Examined, naming: Naming, language: str) -> tuple[str, Headline]:
    """The sentence and the headline that it came from, what the credential carries included."""
    report = examined.report
    if report.format == COLLECTION and examined.inside:
        return _collection(examined, language)
    own = _by_receipt(choose_headline(report, naming, language), report, naming, language)
    inside = [(each.report.verdict, *_headline(each, read_naming(each), language)) for each in examined.inside]
    if report.verdict is report.own_verdict and own.tone is not Tone.GOOD:
        return own.said(language), own
    for verdict, said, headline in inside:
        if verdict is report.verdict and headline.tone is not Tone.GOOD:
            facts: dict[str, Fact] = {"finding": Words(said)}
            worst = Headline("headline.inside", headline.word, headline.tone, facts, (), headline.advice)
            return worst.said(language), worst
    return (own.said(language), own) if report.verdict is report.own_verdict else _unseen_inside(report, language)


def _by_receipt(own: Headline, report: Report, naming: Naming, language: str) -> Headline:
    """A receipt vouches for what is in it, and nobody but its maker does: no finding of it is greener than amber."""
    facts: dict[str, Fact] = {"at": format_date(report.at, language), "finding": Words(own.said(language))}
    tone = greenest_allowed([own.tone, Tone.AMBER])
    valid = report.own_verdict is Verdict.VALID
    if naming.witness:
        return Headline("headline.witnessed", "word.receipt" if valid else own.word, tone, facts, (), own.advice)
    if report.format != "receipt" or not valid:
        return own
    facts["at"] = read_day(find_check(report, "structure").facts.get("checked_at"), language)
    facts["name"] = naming.proved or naming.identifier
    return Headline("headline.receipt" if naming.proved else "headline.receipt.unproved", "word.receipt", tone, facts)


def _unseen_inside(report: Report, language: str) -> tuple[str, Headline]:
    """For a report whose carried credentials are not at hand."""
    tone, word = (Tone.BAD, "word.refused") if report.verdict is Verdict.INVALID else (Tone.UNSURE, "word.undecided")
    headline = Headline("headline.inside", word, tone, {"finding": Words("")})
    return headline.said(language).strip(), headline


def _collection(examined: Examined, language: str) -> tuple[str, Headline]:
    """Several credentials that came in one: counted by their words."""
    headlines = [_headline(each, read_naming(each), language)[1] for each in examined.inside]
    words = Counter(headline.word for headline in headlines)
    counted = [
        sentence(language, "headline.list.entry", {"word": catalogue(language)[word], "count": number}) or ""
        for word, number in words.most_common()
    ]
    facts: dict[str, Fact] = {"count": len(headlines), "counts": Words(" · ".join(counted))}
    tone = greenest_allowed([headline.tone for headline in headlines])
    word = next(iter(words)) if len(words) == 1 else "word.mixed"
    headline = Headline("headline.list", word, tone, facts)
    return headline.said(language), headline


def _plain_check(check: Check, report: Report, naming: Naming, language: str) -> PlainCheck:
    return PlainCheck(
        name=check.name,
        question=catalogue(language)[f"question.{check.name}"],
        answer=answer(check, report, language),
        tone=_tone(check, report, naming),
        source=source(check, naming, language),
        at=report.at,
        facts=fact_lines(check.facts, language),
        outcome=check.outcome,
        code=check.code,
    )


def _tone(check: Check, report: Report, naming: Naming) -> Tone:
    """Red and open only where the check decides; good for a key only where it says whose it is."""
    if check.outcome is Outcome.FAIL:
        return Tone.BAD if counts(check, report) else Tone.AMBER
    if check.outcome is Outcome.UNKNOWN:
        return Tone.UNSURE if counts(check, report) else Tone.NONE
    if check.outcome is Outcome.ABSENT:
        return Tone.UNSURE if counts(check, report) else Tone.NONE
    if check.name == "key" and (naming.accepted or not (check.facts.get("proved_by") or naming.proved)):
        return Tone.AMBER
    if check.name == "trust" and not naming.listed:
        return Tone.NONE
    return Tone.GOOD


def _advice(headline: Headline, language: str) -> str:
    if isinstance(headline.advice, Check):
        return advice(headline.advice, language)
    return catalogue(language).get(headline.advice, "")
