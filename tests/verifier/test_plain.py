"""What a person reads above and beside a report, and that it never sounds better than the report is."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from verifier.answers import answer
from verifier.catalogue import LANGUAGES, catalogue
from verifier.credential import Credential, Period
from verifier.errors import Fact, Malformed, Unreachable, Unsupported, VerifierError
from verifier.examine import Examined, examine
from verifier.headlines import Headline, Tone, choose_headline
from verifier.naming import read_naming
from verifier.pipeline import unread_report
from verifier.plain import PlainReport, plain_report
from verifier.policy import DEFAULT, DEFAULT_WEIGHTS, Policy, Weight
from verifier.report import STEPS, Check, Outcome, Report, Verdict
from verifier.world import World

AT = datetime(2026, 5, 3, 14, 5, tzinfo=UTC)
WORLD = World(AT)
PASS, FAIL, UNKNOWN, ABSENT = Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN, Outcome.ABSENT
DOMAIN: dict[str, Fact] = {"method": "did:web:uu.nl#1", "issuer": "did:web:uu.nl", "proved_by": "uu.nl"}
LIST: dict[str, Fact] = {"purpose": "revocation", "list": "https://status.uu.nl/1", "list_issuer": "did:web:uu.nl"}
LISTED: dict[str, Fact] = {"name": "Utrecht University", "list": "Nuffic", "url": None}
ENDED: dict[str, Fact] = {"end": "2024-06-01T00:00:00+00:00"}

# One code for each outcome of each step, as the pipeline gives them.
CODES = {
    "structure": {PASS: "ok", FAIL: "structure.malformed", UNKNOWN: "structure.context_unreachable", ABSENT: "absent"},
    "key": {PASS: "ok", FAIL: "key.not_the_issuers", UNKNOWN: "key.unbound", ABSENT: "absent"},
    "proof": {PASS: "ok", FAIL: "proof.signature", UNKNOWN: "proof.unsupported", ABSENT: "absent"},
    "validity": {PASS: "ok", FAIL: "validity.expired", UNKNOWN: "internal", ABSENT: "absent"},
    "status": {PASS: "ok", FAIL: "status.suspended", UNKNOWN: "status.unreachable", ABSENT: "absent"},
    "schema": {PASS: "ok", FAIL: "schema.mismatch", UNKNOWN: "schema.unsupported", ABSENT: "absent"},
    "holder": {PASS: "ok", FAIL: "holder.missing", UNKNOWN: "internal", ABSENT: "absent"},
    "trust": {PASS: "trust.listed", FAIL: "trust.malformed", UNKNOWN: "trust.unlisted", ABSENT: "absent"},
}
FACTS: Mapping[tuple[str, Outcome], Mapping[str, Fact]] = {
    ("key", PASS): DOMAIN,
    ("trust", PASS): LISTED,
    ("status", PASS): LIST,
    ("status", FAIL): LIST,
    ("validity", FAIL): ENDED,
}
IN_ORDER = {"structure": PASS, "key": PASS, "proof": PASS, "validity": ABSENT}


def make_credential(name: str | None = "Utrecht University") -> Credential:
    return Credential(b"{}", "vc_jsonld", "did:web:uu.nl", name, None, Period(), (), (), (), {})


def make_check(name: str, outcome: Outcome) -> Check:
    return Check(name, outcome, CODES[name][outcome], FACTS.get((name, outcome), {}))


def make(
    *different: Check, name: str | None = "Utrecht University", issuer: str = "did:web:uu.nl", policy: Policy = DEFAULT
) -> Examined:
    """A credential with which all is well (issuer proved by its domain), but for the checks that are given."""
    checks = {step: make_check(step, IN_ORDER.get(step, ABSENT)) for step in STEPS}
    checks.update({check.name: check for check in different})
    report = Report("00", AT, policy, tuple(checks.values()), format="vc_jsonld", issuer=issuer)
    return Examined(b"{}", report, make_credential(name))


def self_named(*different: Check, name: str | None = "Stanford") -> Examined:
    key = Check("key", PASS, "ok", {"issuer": "did:key:z6MkhaXgBZDvotDkL5257"})
    return make(key, *different, name=name, issuer="did:key:z6MkhaXgBZDvotDkL5257")


def read(examined: Examined) -> PlainReport:
    return plain_report(examined, "en")


def said(examined: Examined) -> tuple[str, str, str]:
    plain = read(examined)
    return plain.sentence, plain.word, plain.tone.value


REVOKED = Check("status", FAIL, "status.revoked", LIST)
EXPIRED = Check("validity", FAIL, "validity.expired", ENDED)
TRUSTED = Check("trust", PASS, "trust.listed", LISTED)
UNBOUND = Check("key", UNKNOWN, "key.unbound")
UNASKED = Check("status", UNKNOWN, "status.unreachable")


# The sentence, the word and the tone


def test_a_domain_that_proved_itself_is_named() -> None:
    examined = make()
    assert said(examined) == (
        "Genuine: issued by uu.nl, unchanged, and in force on 3 May 2026.",
        "Genuine",
        "good",
    )
    assert read(examined).who == "uu.nl (calls itself “Utrecht University”)"
    assert read(examined).advice == ""


def test_the_readers_list_gives_the_name() -> None:
    plain = read(make(TRUSTED, name="Somebody else"))
    assert plain.sentence.startswith("Genuine: issued by Utrecht University, ")
    assert plain.who == "Utrecht University (on the list “Nuffic”)"


def test_a_name_that_nothing_proves_is_only_what_it_calls_itself() -> None:
    examined = self_named()
    assert said(examined) == (
        "Unchanged since it was signed, and in force on 3 May 2026. "
        "Who signed it, we cannot say: it calls itself “Stanford”.",
        "Signer unknown",
        "amber",
    )
    assert read(examined).who == "calls itself “Stanford”"


def test_a_bare_key_is_called_a_key() -> None:
    plain = read(self_named(name=None))
    assert plain.sentence.endswith("Who signed it, we cannot say: it names nobody but a key.")
    assert plain.who == "signed by key z6MkhaXgBZDv…"


@pytest.mark.parametrize(
    ("facts", "words"), [({"from": "reader"}, "a key that you handed in"), ({}, "a key that you accepted")]
)
def test_an_accepted_key_is_said_and_is_never_green(facts: dict[str, Fact], words: str) -> None:
    plain = read(make(Check("key", PASS, "key.accepted", facts), TRUSTED))
    assert words in plain.sentence
    assert plain.tone is Tone.AMBER
    assert plain.checks[1].source == "you"


def test_a_key_that_was_only_accepted_does_not_give_a_listed_name() -> None:
    assert read(make(Check("key", PASS, "key.accepted"), TRUSTED)).who == "calls itself “Utrecht University”"


def test_what_ended_was_genuine_if_all_else_holds() -> None:
    assert said(make(EXPIRED)) == ("Genuine, but it ended on 1 June 2024.", "Ended", "amber")
    assert said(self_named(EXPIRED)) == (
        "Unchanged since it was signed, but it ended on 1 June 2024.",
        "Ended",
        "amber",
    )


def test_what_ended_is_not_called_genuine_under_a_doubtful_key() -> None:
    assert said(make(EXPIRED, UNBOUND)) == (
        "It ended on 1 June 2024. Whether it was ever genuine could not be established.",
        "Ended",
        "bad",
    )


def test_what_ended_and_could_not_be_asked_about_says_both() -> None:
    assert read(make(EXPIRED, UNASKED)).sentence == (
        "Genuine, but it ended on 1 June 2024. Whether it was withdrawn as well could not be found out."
    )


def test_what_ended_and_has_another_fault_is_not_amber() -> None:
    plain = read(make(EXPIRED, make_check("holder", FAIL)))
    assert plain.tone is Tone.BAD
    assert plain.sentence.endswith("More about it is not in order; the lines below say what.")


def test_what_was_withdrawn_says_by_whom() -> None:
    assert said(make(REVOKED, TRUSTED)) == (
        "Genuine when issued, then withdrawn by Utrecht University.",
        "Withdrawn",
        "bad",
    )
    assert "withdrawn by whoever signed it" in read(self_named(REVOKED)).sentence
    elsewhere = replace(REVOKED, facts={**LIST, "other_issuer": True})
    assert "withdrawn by the body that keeps its list (status.uu.nl)" in read(make(elsewhere)).sentence


def test_what_was_withdrawn_is_not_called_genuine_under_a_doubtful_key() -> None:
    assert read(make(REVOKED, UNBOUND)).sentence == ("Withdrawn. Whether it was ever genuine could not be established.")


def test_suspended_and_not_yet_begun_are_amber() -> None:
    assert said(make(Check("status", FAIL, "status.suspended", LIST))) == (
        "Genuine, but suspended for the time being by uu.nl.",
        "Suspended",
        "amber",
    )
    assert said(make(Check("validity", FAIL, "validity.not_yet", {"start": "2027-01-01T00:00:00Z"}))) == (
        "Genuine, but it only starts on 1 January 2027.",
        "Not yet",
        "amber",
    )


def test_a_broken_signature_names_nobody() -> None:
    plain = read(make(make_check("proof", FAIL), TRUSTED))
    assert plain.sentence.startswith("Not what was signed: its content was changed, or it was never signed by")
    assert (plain.word, plain.tone) == ("Not genuine", Tone.BAD)
    assert plain.who == "says that it comes from “Utrecht University”"
    assert plain.checks[7].tone is Tone.NONE


@pytest.mark.parametrize(
    ("check", "start", "word", "tone"),
    [
        (Check("proof", FAIL, "proof.missing"), "Unsigned: ", "Unsigned", "bad"),
        (Check("proof", FAIL, "proof.base_proof"), "Not valid. This is the learner's own", "Not valid", "bad"),
        (Check("proof", UNKNOWN, "proof.unsupported"), "Whether it is genuine could not", "Not decided", "unsure"),
        (Check("proof", UNKNOWN, "proof.withheld"), "A summary. ", "Summary", "unsure"),
        (Check("key", FAIL, "key.not_the_issuers"), "Not genuine. The issuing body that", "Not genuine", "bad"),
        (Check("key", UNKNOWN, "key.unbound"), "Unchanged since it was signed. Nothing ties", "Not decided", "unsure"),
        (Check("key", UNKNOWN, "key.retired"), "Unchanged since it was signed. The iss", "Not decided", "unsure"),
        (Check("key", UNKNOWN, "key.unreachable"), "Unchanged since it was signed. What", "Not decided", "unsure"),
        (Check("structure", FAIL, "structure.malformed"), "Faulty. ", "Faulty", "bad"),
        (Check("structure", UNKNOWN, "structure.context_unreachable"), "Whether it is", "Not decided", "unsure"),
        (Check("structure", UNKNOWN, "internal"), "It could not be checked because of an", "Not decided", "unsure"),
        (Check("status", FAIL, "status.malformed"), "Signed by uu.nl and unchanged. What", "Not valid", "bad"),
        (Check("holder", FAIL, "holder.missing"), "Signed by uu.nl and unchanged. Who", "Not proved", "bad"),
        (UNASKED, "Signed by uu.nl and unchanged. Whether it was withdrawn could", "Not decided", "unsure"),
    ],
)
def test_each_fault_has_its_sentence(check: Check, start: str, word: str, tone: str) -> None:
    sentence, found, drawn = said(make(check))
    assert sentence.startswith(start)
    assert (found, drawn) == (word, tone)


def test_a_key_that_could_not_be_had_is_the_reason_and_not_the_signature() -> None:
    plain = read(make(Check("key", UNKNOWN, "key.unreachable"), Check("proof", UNKNOWN, "proof.no_key")))
    assert plain.sentence == (
        "Whether it is genuine could not be found out. "
        "What the issuing body publishes about its keys could not be read just now."
    )
    assert plain.advice.startswith("Check again later.")


def test_a_policy_that_passes_over_a_fault_is_not_green() -> None:
    lax = Policy("lax", {**DEFAULT_WEIGHTS, "validity": Weight.NOTED})
    examined = make(EXPIRED, policy=lax)
    assert read(examined).verdict is Verdict.VALID
    assert (read(examined).word, read(examined).tone) == ("Conditional", Tone.AMBER)


def test_a_report_that_lacks_a_check_still_has_eight_lines() -> None:
    examined = make()
    short = replace(examined, report=replace(examined.report, checks=examined.report.checks[:3]))
    assert len(read(short).checks) == 8
    assert read(short).tone is Tone.UNSURE


# What was taken in and is no credential


def unread(error: VerifierError, raw: bytes = b"") -> PlainReport:
    return read(Examined(raw, unread_report("00", error, WORLD)))


def test_a_web_page_is_called_one_and_what_to_do_is_said() -> None:
    plain = read(examine(b"<!doctype html><title>My badge</title>", WORLD))
    assert plain.sentence == "This is a web page, not a credential."
    assert plain.advice == "Download the credential file from that page, or paste its link."
    assert (plain.word, plain.tone, plain.who) == ("Unreadable", Tone.BAD, "")


def test_a_document_that_is_not_read_yet_is_said_to_be_that() -> None:
    plain = unread(Unsupported("structure.unsupported", {"kind": "xml"}))
    assert plain.sentence == "This is an XML document. This version does not read credentials out of it yet."
    assert "JSON file" in plain.advice
    assert (plain.word, plain.tone) == ("Unreadable", Tone.UNSURE)


@pytest.mark.parametrize(
    "code", ["empty", "not_json", "encoding", "duplicate_key", "too_deep", "too_large", "too_many"]
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_problem_with_an_import_says_what_to_do(code: str, language: str) -> None:
    error = Malformed(f"structure.{code}", {"key": "name", "limit": 100})
    plain = plain_report(Examined(b"", unread_report("00", error, WORLD)), language)
    assert plain.sentence
    assert plain.advice


def test_what_could_not_be_opened_says_why_in_its_facts() -> None:
    plain = unread(Unreachable("structure.unreadable", {"reason": "fetch.status", "status": 404}))
    assert plain.sentence == "It could not be opened."
    assert ("Reason", "The address answered with an error (404). (fetch.status)") in plain.checks[0].facts
    assert {each.answer for each in plain.checks[1:]} == {"Not checked, because nothing could be read as a credential."}


def test_a_kind_that_nobody_knows_is_not_quoted_in_the_sentence() -> None:
    plain = unread(Unsupported("structure.unsupported", {"kind": "<script>"}))
    assert plain.sentence == "It could not be read: this version does not know its format yet."


# Several credentials


def collection(*inside: Examined, policy: Policy = DEFAULT) -> Examined:
    noted = replace(policy, weights=dict.fromkeys(STEPS, Weight.NOTED))
    checks = (Check("structure", PASS, "ok", {"credentials": len(inside)}),)
    checks += tuple(Check(name, ABSENT, "absent") for name in STEPS[1:])
    reports = tuple(each.report for each in inside)
    return Examined(b"[]", Report("00", AT, noted, checks, format="list", inside=reports), inside=inside)


def test_a_collection_is_counted_by_its_words() -> None:
    plain = read(collection(make(), make(), make(EXPIRED)))
    assert plain.sentence == "A collection of 3. Genuine: 2 · Ended: 1."
    assert (plain.word, plain.tone, plain.who) == ("Mixed", Tone.AMBER, "")
    assert plain.checks[0].answer == "There are 3 of them in it; each was checked on its own."
    assert plain.checks[2].answer == "Checked for each of the credentials on its own."
    assert plain.code == "validity.expired"


def test_a_collection_of_genuine_ones_is_genuine() -> None:
    assert said(collection(make(), make())) == ("A collection of 2. Genuine: 2.", "Genuine", "good")


def test_what_is_carried_inside_can_decide() -> None:
    inside = make(REVOKED)
    outer = make()
    outer = replace(outer, report=replace(outer.report, inside=(inside.report,)), inside=(inside,))
    plain = read(outer)
    assert plain.sentence.endswith("one of them decides. Genuine when issued, then withdrawn by uu.nl.")
    assert (plain.word, plain.tone) == ("Withdrawn", Tone.BAD)
    assert read(replace(outer, inside=())).tone is Tone.BAD


def test_what_is_carried_inside_dims_the_outside() -> None:
    inside = self_named()
    outer = make()
    outer = replace(outer, report=replace(outer.report, inside=(inside.report,)), inside=(inside,))
    assert read(outer).verdict is Verdict.VALID
    assert (read(outer).word, read(outer).tone) == ("Signer unknown", Tone.AMBER)


def test_of_several_inside_the_one_that_dims_is_told() -> None:
    inside = (make(), self_named())
    outer = make()
    report = replace(outer.report, inside=tuple(each.report for each in inside))
    assert "it calls itself “Stanford”" in read(replace(outer, report=report, inside=inside)).sentence


# The eight lines


def test_each_line_says_what_was_asked_found_by_whom_and_when() -> None:
    plain = read(make(make_check("status", PASS), TRUSTED, Check("validity", PASS, "ok", ENDED)))
    assert [each.name for each in plain.checks] == list(STEPS)
    assert {each.at for each in plain.checks} == {AT}
    lines = {each.name: each for each in plain.checks}
    assert lines["key"].answer == "Yes. uu.nl itself publishes this key."
    assert lines["key"].source == "uu.nl"
    assert lines["status"].source == "the list at status.uu.nl"
    assert lines["trust"].answer == "Yes. It stands there as Utrecht University."
    assert lines["trust"].source == "the list Nuffic"
    assert lines["validity"].answer == "Yes. It ends on 1 June 2024."
    assert lines["validity"].source == "the credential itself"
    assert (lines["holder"].source, lines["holder"].tone) == ("", Tone.NONE)


def test_an_unknown_that_decides_nothing_is_drawn_as_nothing() -> None:
    plain = read(make(make_check("schema", UNKNOWN), make_check("trust", UNKNOWN)))
    assert plain.tone is Tone.GOOD
    assert (plain.checks[5].tone, plain.checks[7].tone) == (Tone.NONE, Tone.NONE)


def test_facts_are_flat_numbered_and_in_the_readers_language() -> None:
    entries: list[Fact] = [
        {**LIST, "index": 7, "outcome": "pass", "code": "ok"},
        {"purpose": "suspension", "outcome": "unknown", "code": "status.unreachable"},
    ]
    plain = plain_report(make(Check("status", PASS, "ok", {"other_issuer": False, "entries": entries})), "de")
    facts = plain.checks[4].facts
    assert ("Liste von anderer Stelle unterschrieben", "nein") in facts
    assert ("Eintrag 1 · Zweck", "Widerruf") in facts
    assert ("Eintrag 1 · Stelle in der Liste", "7") in facts
    assert ("Eintrag 2 · Ergebnis", "ungeklärt") in facts
    assert (
        "Eintrag 2 · Befund",
        "Ob er widerrufen wurde, ließ sich gerade nicht erfragen. (status.unreachable)",
    ) in facts
    assert not [label for label, _ in facts if label == "Eintrag 1 · Befund"]


def test_dates_in_facts_are_moments_with_their_zone() -> None:
    plain = read(make(Check("validity", PASS, "ok", ENDED)))
    assert plain.checks[3].facts == (("Ends on", "1 June 2024, 00:00 UTC"),)
    odd = read(make(Check("proof", PASS, "ok", {"created": "yesterday\u202e"})))
    assert odd.checks[2].facts == (("Signed on", "yesterday"),)


def test_facts_have_an_end() -> None:
    deep: Fact = "bottom"
    for _ in range(60):
        deep = [deep, {"list": deep}]
        if len(str(deep)) > 100_000:
            break
    plain = read(make(Check("status", PASS, "ok", {"entries": deep, **{f"a{n}": "x" for n in range(500)}})))
    assert len(plain.checks[4].facts) <= 81
    assert plain.checks[4].facts[-1] == ("…", "and more")


def test_hostile_text_does_not_leave_its_place() -> None:
    name = "X”, proved by harvard.edu.\n\u202eGenuine %(name)s" + "y" * 5000
    plain = read(self_named(name=name))
    assert "\n" not in plain.sentence
    assert "\u202e" not in plain.sentence
    assert plain.sentence.count("”") == 1
    assert len(plain.sentence) < 300
    hostile = {"list": "https://harvard.edu@evil.example/\n", "list_issuer": "did:web:evil\u202e.example"}
    status = read(make(Check("status", PASS, "ok", {**hostile, "other_issuer": True}))).checks[4]
    assert status.source == "the list at evil.example, signed by did:web:evil.example"


def test_an_unknown_code_says_no_more_than_its_outcome() -> None:
    assert read(make(Check("proof", FAIL, "proof.from_the_future"))).checks[2].answer.startswith("No. Something")
    assert read(make(Check("proof", UNKNOWN, "ok"))).checks[2].answer.startswith("This could not be found out")
    assert read(make(Check("trust", FAIL, "trust.listed", LISTED))).checks[7].answer.startswith("No. Something")


# No page is greener than its verdict


def headline_of(outcomes: tuple[Outcome, ...]) -> tuple[Headline, Report]:
    checks = tuple(CHECKS[name, outcome] for name, outcome in zip(STEPS, outcomes, strict=True))
    examined = Examined(b"", Report("00", AT, DEFAULT, checks, format="vc_jsonld", issuer="did:web:uu.nl"))
    return choose_headline(examined.report, read_naming(examined), "en"), examined.report


CHECKS = {(name, outcome): make_check(name, outcome) for name in STEPS for outcome in Outcome}
ALL_OUTCOMES = list(itertools.product(Outcome, repeat=len(STEPS)))


def test_no_headline_is_greener_than_its_verdict() -> None:
    seen = set()
    for outcomes in ALL_OUTCOMES:
        headline, report = headline_of(outcomes)
        verdict = report.own_verdict
        seen.add((verdict, headline.tone))
        assert (headline.tone is Tone.GOOD) <= (verdict is Verdict.VALID), outcomes
        assert (headline.tone is Tone.BAD) <= (verdict is Verdict.INVALID), outcomes
        assert (headline.word == "word.genuine") == (headline.tone is Tone.GOOD), outcomes
        if ".genuine" in headline.key or headline.word == "word.genuine":
            assert outcomes[:3] == (PASS, PASS, PASS), outcomes
        if verdict is Verdict.UNDECIDED:
            assert headline.tone is Tone.UNSURE, outcomes
    assert {tone for verdict, tone in seen if verdict is Verdict.VALID} == {Tone.GOOD, Tone.AMBER}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_answer_of_every_step_is_a_whole_sentence(language: str) -> None:
    for check in CHECKS.values():
        text = answer(check, make().report, language)
        assert text.endswith("."), check
        assert "…" not in text, check
        assert "%(" not in text, check


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_headline_is_a_whole_sentence(language: str) -> None:
    for name, outcome in itertools.product(STEPS, Outcome):
        for examined in (make(CHECKS[name, outcome]), self_named(CHECKS[name, outcome])):
            plain = plain_report(examined, language)
            assert plain.sentence.endswith("."), plain.sentence
            assert "…" not in plain.sentence, plain.sentence
            assert plain.word in catalogue(language).values()


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "The last answer is from 2 May 2026."), ("de", "Die letzte Antwort ist vom 2. Mai 2026.")],
)
def test_an_unreachable_list_says_when_it_last_answered(language: str, said: str) -> None:
    facts = {"last_answer": "2026-05-02T10:00:00+00:00"}
    check = Check("status", Outcome.UNKNOWN, "status.unreachable", facts)
    others = [Check(name, Outcome.PASS, "ok") for name in STEPS if name != "status"]
    ordered = tuple(next(each for each in [check, *others] if each.name == name) for name in STEPS)
    report = Report("", datetime(2026, 5, 3, tzinfo=UTC), DEFAULT, ordered)
    assert said in plain_report(Examined(b"", report), language).sentence


# What is shown in part


def part(end: str = "", status: Outcome = ABSENT, structure: Mapping[str, Fact] | None = None) -> PlainReport:
    """A part whose holder chose it, in which nothing was found wrong; with `structure` an SD-JWT's."""
    facts: dict[str, Mapping[str, Fact]] = {
        "structure": structure or {},
        "key": DOMAIN,
        "proof": {"kind": "part"} if structure is None else {},
        "validity": {"start": "2020-01-01T00:00:00+00:00", **({"end": end} if end else {})},
        "status": LIST if status is PASS else {},
    }
    outcomes = {**IN_ORDER, "validity": PASS, "status": status, "schema": ABSENT, "holder": ABSENT, "trust": ABSENT}
    checks = tuple(Check(n, outcomes[n], CODES[n][outcomes[n]], facts.get(n, {})) for n in STEPS)
    report = Report("0" * 64, AT, DEFAULT, checks, (), "vc_jsonld", "did:web:uu.nl")
    return plain_report(Examined(b"{}", report, make_credential(), None), "en")


def test_a_part_that_names_no_list_is_never_green_and_never_said_to_be_in_force() -> None:
    for said in (part(), part("2031-01-01T00:00:00+00:00"), part(structure={"data_model": "2.0", "withheld": 2})):
        assert said.verdict is Verdict.VALID and said.tone is Tone.AMBER
        assert "in force" not in said.sentence and "whether it has ended or was withdrawn" in said.sentence
        status = next(each for each in said.checks if each.name == "status")
        assert status.answer.endswith("a part does not tell.")


def test_a_part_that_names_no_end_is_not_said_to_be_in_force() -> None:
    said = part(status=PASS)
    assert "in force" not in said.sentence and "whether it has ended, it does not tell" in said.sentence
    assert "names no end" not in next(each for each in said.checks if each.name == "validity").answer


def test_a_part_that_shows_both_is_as_good_as_the_whole() -> None:
    said = part("2031-01-01T00:00:00+00:00", PASS)
    assert said.tone is Tone.GOOD and "in force on" in said.sentence


def test_what_cannot_be_concealed_in_a_credential_is_not_missed() -> None:
    assert part(structure={"data_model": "SD-JWT VC", "withheld": 2}).tone is Tone.GOOD
    assert part(structure={"data_model": "2.0", "withheld": 0}).tone is Tone.GOOD
