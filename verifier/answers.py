"""What one check answers to its question, and who says so."""

from __future__ import annotations

from collections.abc import Iterator

from verifier.catalogue import catalogue, clean, sentence
from verifier.errors import Fact
from verifier.naming import Naming, find_check, host_of
from verifier.plain_facts import sentence_facts
from verifier.proofs import PART
from verifier.report import STEPS, Check, Outcome, Report

COLLECTION = "list"  # the format of a report about several credentials that came in one
_GOOD = frozenset({"ok", "key.accepted", "key.witnessed", "trust.listed"})


def is_unread(report: Report) -> bool:
    """Whether nothing could be read, so that seven steps had nothing to check."""
    structure, *others = (find_check(report, name) for name in STEPS)
    return structure.outcome is not Outcome.PASS and all(each.outcome is Outcome.ABSENT for each in others)


def may_hold_more(report: Report) -> bool:
    """Whether the issuer may have signed more than is shown."""
    by_proof = find_check(report, "proof").facts.get("kind") == PART
    return by_proof or bool(find_check(report, "structure").facts.get("withheld"))


def is_part(report: Report) -> bool:
    """Whether more than is shown may be an end or a list of withdrawals.

    Of an SD-JWT VC these cannot be left out (SD-JWT VC, section 2.2.2.2).
    """
    return may_hold_more(report) and find_check(report, "structure").facts.get("data_model") != "SD-JWT VC"


def answer(check: Check, report: Report, language: str) -> str:
    """The sentence for what the check found. A code without a sentence says no more than its outcome."""
    known = catalogue(language)
    key = next(key for key in _keys(check, report) if key in known)
    facts = sentence_facts(check.facts, language)
    said = [sentence(language, key, facts) or ""]
    if check.outcome is Outcome.UNKNOWN and facts.get("last_answer"):
        said.append(sentence(language, "also.last_answer", facts) or "")
    return " ".join(said)


def advice(check: Check, language: str) -> str:
    """What the person can do about it, or nothing."""
    for key in _by_kind(f"advice.{check.code}", check):
        said = sentence(language, key, sentence_facts(check.facts, language))
        if said:
            return said
    return ""


def source(check: Check, naming: Naming, language: str) -> str:
    """Who says so, within a line; nothing where nobody was asked or nobody answered."""
    facts = check.facts
    if check.outcome is Outcome.ABSENT or check.code == "internal":
        return ""
    if check.name == "structure" and check.outcome is Outcome.UNKNOWN:
        return ""
    if check.name in ("structure", "validity", "schema"):
        return catalogue(language)["source.credential"]
    if check.name == "proof":
        return catalogue(language)["source.signature"] if naming.signed else ""
    if check.name == "key":
        return _key_source(check, language)
    if check.name == "status" and check.outcome is not Outcome.UNKNOWN and host_of(facts.get("list")):
        key = "source.status.other" if facts.get("other_issuer") else "source.status"
        said: dict[str, Fact] = {"host": host_of(facts.get("list")), "list_issuer": facts.get("list_issuer")}
        return sentence(language, key, said) or ""
    if check.name == "trust" and check.outcome is Outcome.PASS:
        return sentence(language, "source.trust" if facts.get("list") else "source.trust.unnamed", facts) or ""
    return ""


def _key_source(check: Check, language: str) -> str:
    if check.code == "key.accepted":
        return catalogue(language)["source.reader"]
    if check.facts.get("witness"):
        return clean(check.facts["witness"], language)
    if check.facts.get("proved_by") and check.outcome is not Outcome.UNKNOWN:
        return clean(check.facts["proved_by"], language)
    return catalogue(language)["source.credential"] if check.outcome is Outcome.PASS else ""


def _keys(check: Check, report: Report) -> Iterator[str]:
    """Keys of the answer, the most telling one first; the last one is in every catalogue."""
    if check.outcome is Outcome.ABSENT and report.format == COLLECTION:
        yield "answer.list"
    elif report.format == COLLECTION and check.name == "structure" and check.outcome is Outcome.PASS:
        yield "answer.list.structure"
    elif check.outcome is Outcome.ABSENT:
        if is_part(report):
            yield f"absent.{check.name}.part"
        yield "answer.unread" if is_unread(report) else f"absent.{check.name}"
    elif check.outcome is Outcome.PASS:
        if check.name == "validity" and not check.facts.get("end") and is_part(report):
            yield "ok.validity.part"
        yield from _good_keys(check)
    elif check.code not in _GOOD:
        yield from _by_kind(check.code, check)
    yield f"other.{check.outcome.value}"


def _good_keys(check: Check) -> Iterator[str]:
    if check.code in _GOOD - {"ok"}:
        yield f"{check.code}.{check.facts.get('from')}"
        yield check.code
    elif check.name == "structure":
        yield f"ok.structure.{check.facts.get('kind')}"
    elif check.name == "key":
        if check.facts.get("over_http"):
            yield "ok.key.over_http"
        elif check.facts.get("kind") == "hosted":
            yield "ok.key.hosted"
        proved = "certificate" if check.facts.get("certificate") else "proved"
        yield f"ok.key.{proved}" if check.facts.get("proved_by") else "ok.key.self"
    elif check.name == "proof":
        yield f"ok.proof.{check.facts.get('kind')}"
    elif check.name == "validity":
        named = [name for name in ("start", "end") if check.facts.get(name)]
        yield f"ok.validity.{'both' if len(named) > 1 else ''.join(named)}"
    yield f"ok.{check.name}"


def _by_kind(key: str, check: Check) -> Iterator[str]:
    """For what was taken in and is something else, or proved in another way: a sentence of its own, or one that names
    it."""
    kind = check.facts.get("kind")
    if check.name in ("structure", "key", "proof") and isinstance(kind, str):
        yield f"{key}.{kind}"
        if check.name == "structure" and f"kind.{kind}" in catalogue("en"):
            yield f"{key}.kind"
    yield key
