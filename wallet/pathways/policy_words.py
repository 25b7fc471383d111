"""What a pathway lets count, in words: its policy, every clause said, the usual ones too."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from verifier.site.i18n import lazy
from wallet.pathways.amount_words import number_words, period_words
from wallet.pathways.rule_words import Say
from wallet.recognition.counting_policy import CountingPolicy, DoubleCount, UnknownStatus


def policy_words(policy: CountingPolicy, language: str, tell: Say) -> Iterator[str]:
    """Sentence by sentence."""
    if policy.max_age:
        age = {"period": period_words(policy.max_age, language)}
        yield tell(lazy("What counts was awarded no longer than %(period)s ago."), {**age})
    else:
        yield tell(lazy("What counts may be of any age."), {})
    yield tell(
        lazy("A certificate that has ended still counts: what was learnt does not end with it.")
        if policy.allow_expired_technical
        else lazy("A certificate that has ended does not count."),
        {},
    )
    yield tell(
        lazy("A suspended certificate counts, and the result says so.")
        if policy.allow_suspended
        else lazy("A suspended certificate does not count."),
        {},
    )
    yield tell(
        lazy("Where nobody answers whether it was withdrawn, it counts, and the result says so.")
        if policy.unknown_status is UnknownStatus.FLAG
        else lazy("Where nobody answers whether it was withdrawn, it does not count."),
        {},
    )
    if policy.double_count is DoubleCount.NONE:
        yield tell(lazy("What counts in another stack does not count in this one."), {})
    if not policy.equivalence:
        yield tell(lazy("Agreements let nothing count here."), {})
    yield from _shares(policy, language, tell)
    yield tell(lazy("Nothing counts twice. Only what comes from a proved issuer counts."), {})


def _shares(policy: CountingPolicy, language: str, tell: Say) -> Iterator[str]:
    if policy.credits_per_issuer is not None:
        most = number_words(policy.credits_per_issuer, language)
        yield tell(lazy("No more than %(most)s ECTS credits from one issuer count."), {"most": most})
    if policy.external_percent is not None:
        percent = number_words(policy.external_percent, language)
        yield tell(
            lazy("No more than %(percent)s %% of the credits may come from other institutions."), {"percent": percent}
        )
    if policy.level is not None and policy.level_percent is not None:
        facts = {"percent": number_words(policy.level_percent, language), "level": str(policy.level)}
        yield tell(lazy("At least %(percent)s %% of the credits are at EQF level %(level)s or above."), {**facts})
    if policy.round_to is not None:
        step = number_words(policy.round_to, language)
        yield tell(lazy("The total is rounded down to steps of %(step)s at the very end."), {"step": step})


def validity_words(start: date | None, end: date | None, on: date) -> str:
    """A code for where the period stands: `always`, `not_yet`, `ended`, `now`."""
    if start and on < start:
        return "not_yet"
    if end and on > end:
        return "ended"
    return "now" if start or end else "always"
