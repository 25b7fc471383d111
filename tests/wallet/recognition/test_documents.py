"""Pathways and agreements as documents: read strictly, written so that they come back, addressed by what they say."""

import copy
import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verifier.codec.jcs import canonicalize
from verifier.errors import Json, JsonObject
from wallet.recognition.agreement import Signature, in_force
from wallet.recognition.agreement_document import read_agreement
from wallet.recognition.body import identity_of
from wallet.recognition.document import Place, Unreadable
from wallet.recognition.exact import number_text, read_number
from wallet.recognition.pathway import read_pathway
from wallet.recognition.period import Period, read_period

AT = datetime(2026, 6, 1, 12, tzinfo=UTC)

PATHWAY: JsonObject = {
    "type": "Pathway",
    "id": "https://uni.example/pathways/data",
    "version": "2",
    "title": {"de": "Daten", "en": "Data"},
    "owner": {"kind": "institution", "name": "Example University", "ids": ["https://ror.org/0abc"]},
    "target": {"title": {"en": "Diploma"}, "eqf": 7, "ects": 30, "awardingBody": {"ids": ["did:web:uni.example"]}},
    "agreements": ["ab" * 32],
    "policy": {
        "maxAge": "P5Y",
        "externalCreditMaxPct": 50,
        "minLevelPct": {"level": 6, "pct": "12.5"},
        "roundTo": "0.5",
    },
    "root": {
        "kind": "all",
        "of": [
            {"kind": "item", "title": {"en": "Thesis"}, "match": {"achievementIds": ["https://uni.example/a/1"]}},
            {"kind": "any", "min": 2, "of": [{"kind": "item", "match": {"eqf": {"min": 6}}, "count": 2}] * 3},
            {
                "kind": "credits",
                "match": {"isced": ["061"]},
                "min": "7.5",
                "max": 20,
                "maxPerIssuer": 10,
                "minLevel": 6,
            },
            {"kind": "credits", "match": {}, "min": 1, "unit": "other", "unitName": "studiepunten"},
            {"kind": "credits", "of": [{"kind": "item", "match": {}}], "min": 5},
            {"kind": "outcome", "framework": "esco", "uri": "http://data.europa.eu/esco/skill/1"},
            {"kind": "not", "of": {"codes": ["X1"], "issuerIds": ["uni.example"]}},
            {"kind": "order", "before": {"versions": ["1"]}, "after": {"versions": ["2"]}},
        ],
    },
}

AGREEMENT: JsonObject = {
    "type": "RecognitionAgreement",
    "id": "urn:example:mcra:1",
    "version": "1",
    "title": {"en": "Data with Example University"},
    "parties": [
        {"org": "Partner", "ids": ["did:web:partner.example"], "role": "home"},
        {"org": "Example University", "ids": ["ror:0abc"], "role": "recogniser"},
    ],
    "scope": {"from": {"isced": ["06"]}, "to": {"modules": ["https://uni.example/a/1"], "ects": 5}},
    "creditRule": {"kind": "factor", "number": "0.75", "unitName": "studiepunten"},
    "conditions": {"minGrade": {"scale": "nl-1-10", "number": 6}, "supervision": "onsite", "maxAge": "P3Y"},
    "decision": "automatic",
    "validity": {"from": "2026-01-01", "until": "2026-12-31"},
    "quality": {"level": {"grade": "strong"}, "workload": {"grade": "weak", "evidence": "hours are not stated"}},
}


def raw(document: Json) -> bytes:
    return json.dumps(document).encode()


def changed(document: JsonObject, change: Callable[[dict[str, object]], object]) -> bytes:
    other = copy.deepcopy(document)
    change(other)  # type: ignore[arg-type]
    return raw(other)


def test_a_pathway_comes_back_as_it_was_read() -> None:
    first = read_pathway(raw(PATHWAY))
    again = read_pathway(canonicalize(first.as_json()))
    assert again == first
    assert again.digest == first.digest
    assert len(first.digest) == 64


def test_an_agreement_comes_back_as_it_was_read() -> None:
    first = read_agreement(raw(AGREEMENT))
    again = read_agreement(canonicalize(first.as_json()))
    assert again == first
    assert again.digest == first.digest


def test_the_address_does_not_depend_on_the_way_of_writing() -> None:
    turned = json.dumps(dict(reversed(PATHWAY.items())), indent=3).replace("30", "30.0").encode()
    assert read_pathway(turned).digest == read_pathway(raw(PATHWAY)).digest


def test_the_address_changes_with_what_is_asked() -> None:
    more = changed(PATHWAY, lambda it: it["root"]["of"][2].update(min=8))  # type: ignore[index]
    assert read_pathway(more).digest != read_pathway(raw(PATHWAY)).digest


@pytest.mark.parametrize(
    ("change", "code", "path"),
    [
        (lambda it: it.update(extra=1), "document.unknown_member", "/extra"),
        (lambda it: it.pop("id"), "document.missing", "/id"),
        (lambda it: it["root"].update(kind="most"), "document.not_a_choice", "/root/kind"),
        (lambda it: it["root"].update(of=[]), "rule.empty", "/root/of"),
        (lambda it: it["root"]["of"][0].update(count=0), "document.out_of_range", "/root/of/0/count"),
        (lambda it: it["root"]["of"][0].pop("match"), "document.missing", "/root/of/0/match"),
        (lambda it: it["root"]["of"][1].update(min=4), "rule.too_few", "/root/of/1/min"),
        (lambda it: it["root"]["of"][2].update(max=7), "rule.range", "/root/of/2/max"),
        (lambda it: it["root"]["of"][2].update(of=[]), "rule.of_or_match", "/root/of/2"),
        (lambda it: it["root"]["of"][3].pop("unitName"), "rule.unit", "/root/of/3/unit"),
        (lambda it: it["root"]["of"][6]["of"].pop("issuerIds"), "match.code_without_issuer", "/root/of/6/of/codes"),
        (lambda it: it["root"]["of"][2]["match"].update(isced=["6a"]), "match.isced", "/root/of/2/match/isced/0"),
        (lambda it: it["policy"].update(maxAge="5 years"), "document.not_period", "/policy/maxAge"),
        (lambda it: it["policy"].update(allowSuspended="no"), "document.not_flag", "/policy/allowSuspended"),
        (lambda it: it["target"].pop("ects"), "pathway.share_without_target", "/policy"),
        (lambda it: it.update(validFrom="2026-02-30"), "document.not_day", "/validFrom"),
        (lambda it: it.update(validFrom="2026-02-02", validUntil="2026-02-01"), "pathway.validity", "/validUntil"),
        (lambda it: it.update(agreements=["x"]), "pathway.digest", "/agreements/0"),
        (lambda it: it["title"].update({"<b>": "x"}), "document.not_language", "/title/<b>"),
        (lambda it: it["title"].update(en="a\u202eb"), "document.not_text", "/title/en"),
        (lambda it: it["root"]["of"][2].update(min=float("1e300")), "document.not_number", "/root/of/2/min"),
        (lambda it: it["root"]["of"][2].update(min=-1), "document.out_of_range", "/root/of/2/min"),
    ],
)
def test_what_is_wrong_in_a_pathway_has_a_code_and_a_place(
    change: Callable[[dict[str, object]], object], code: str, path: str
) -> None:
    with pytest.raises(Unreadable) as caught:
        read_pathway(changed(PATHWAY, change))
    assert (caught.value.code, caught.value.path) == (code, path)


@pytest.mark.parametrize(
    ("change", "code", "path"),
    [
        (lambda it: it["parties"].pop(), "agreement.parties", "/parties"),
        (lambda it: it["parties"][1].update(role="home"), "agreement.parties", "/parties"),
        (lambda it: it["parties"][1].update(ids=["did:web:partner.example"]), "agreement.shared_id", "/parties"),
        (lambda it: it["scope"].update(to={"ects": 5}), "agreement.to", "/scope/to"),
        (lambda it: it["creditRule"].pop("number"), "agreement.credit_rule", "/creditRule/number"),
        (lambda it: it["quality"].update(charm={"grade": "strong"}), "document.unknown_member", "/quality/charm"),
        (lambda it: it.update(supersedes="00"), "agreement.digest", "/supersedes"),
        (lambda it: it["validity"].update(until="2025-01-01"), "agreement.validity", "/validity/until"),
    ],
)
def test_what_is_wrong_in_an_agreement_has_a_code_and_a_place(
    change: Callable[[dict[str, object]], object], code: str, path: str
) -> None:
    with pytest.raises(Unreadable) as caught:
        read_agreement(changed(AGREEMENT, change))
    assert (caught.value.code, caught.value.path) == (code, path)


def test_rules_are_neither_nested_nor_many_without_end() -> None:
    deep: Json = {"kind": "item", "match": {}}
    for _ in range(20):
        deep = {"kind": "all", "of": [deep]}
    with pytest.raises(Unreadable, match=r"rule\.too_deep"):
        read_pathway(raw({**PATHWAY, "root": deep}))
    wide: Json = {"kind": "all", "of": [{"kind": "all", "of": [{"kind": "item", "match": {}}] * 200}] * 2}
    with pytest.raises(Unreadable, match=r"pathway\.too_large"):
        read_pathway(raw({**PATHWAY, "root": wide}))
    with pytest.raises(Unreadable, match=r"document\.too_large"):
        read_pathway(b" " * 300_000)
    with pytest.raises(Unreadable, match=r"document\.not_json"):
        read_pathway(b'{"id": 1, "id": 2}')


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=5), inside, max_size=3),
    max_leaves=5,
)


def _places(document: Json, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    found = [path]
    if isinstance(document, dict):
        found += [each for name, value in document.items() for each in _places(value, (*path, name))]
    if isinstance(document, list):
        found += [each for index, value in enumerate(document) for each in _places(value, (*path, index))]
    return found


@settings(max_examples=300, deadline=None)
@given(data=st.data(), new=_JSON, which=st.sampled_from(["pathway", "agreement"]))
def test_whatever_stands_anywhere_is_read_or_refused(data: st.DataObject, new: Json, which: str) -> None:
    document = PATHWAY if which == "pathway" else AGREEMENT
    place = data.draw(st.sampled_from(_places(document)[1:]))
    other: Json = copy.deepcopy(document)
    holder = other
    for step in place[:-1]:
        holder = holder[step]  # type: ignore[index,call-overload]
    holder[place[-1]] = new  # type: ignore[index,call-overload]
    try:
        read = read_pathway(raw(other)) if which == "pathway" else read_agreement(raw(other))
    except Unreadable as problem:
        assert problem.code
        return
    assert read.digest


SIGNED_BY_BOTH = [
    Signature("", frozenset({"did:web:partner.example"}), valid=True),
    Signature("", frozenset({"ror:0abc", "did:web:uni.example"}), valid=True),
]


def signed(*changes: dict[str, object]) -> list[Signature]:
    digest = read_agreement(raw(AGREEMENT)).digest
    every = zip(SIGNED_BY_BOTH, (*changes, {}, {}), strict=False)
    return [Signature(**{**vars(each), "digest": digest, **change}) for each, change in every]  # type: ignore[arg-type]


def test_an_agreement_is_in_force_when_every_party_signed_it() -> None:
    agreement = read_agreement(raw(AGREEMENT))
    assert in_force(agreement, signed(), AT)
    lonely = in_force(agreement, signed()[:1], AT)
    assert (lonely.code, lonely.unsigned) == ("agreement.unsigned", ("Example University",))


@pytest.mark.parametrize(
    "change",
    [
        {"valid": False},
        {"digest": "00" * 32},
        {"ends": AT - timedelta(seconds=1)},
        {"proved_ids": frozenset({"ror:0abc"})},
        {"proved_ids": frozenset()},
    ],
)
def test_a_signature_that_does_not_hold_is_none(change: dict[str, object]) -> None:
    assert in_force(read_agreement(raw(AGREEMENT)), signed(change), AT).unsigned == ("Partner",)


def test_an_agreement_begins_ends_and_is_replaced() -> None:
    agreement = read_agreement(raw(AGREEMENT))
    year = timedelta(days=366)
    assert in_force(agreement, signed(), AT - year).code == "agreement.not_yet"
    assert in_force(agreement, signed(), AT + year).code == "agreement.ended"
    assert in_force(agreement, signed(), AT, superseded=True).code == "agreement.superseded"


@pytest.mark.parametrize(
    ("text", "number"),
    [("7.5", Fraction(15, 2)), (7.1, Fraction(71, 10)), (3, Fraction(3)), ("10/3", Fraction(10, 3))],
)
def test_numbers_are_exact(text: Json, number: Fraction) -> None:
    assert read_number(text) == number
    assert read_number(number_text(number)) == number


@pytest.mark.parametrize("value", [True, None, "1e5", "NaN", "1/0", "", "٣", 1e300, float("inf"), "9" * 12, []])
def test_what_is_no_number_is_none(value: Json) -> None:
    assert read_number(value) is None


@pytest.mark.parametrize(
    ("written", "compared"),
    [
        ("https://ror.org/0ABC", "ror:0abc"),
        ("ROR:0abc", "ror:0abc"),
        ("did:web:Uni.example", "did:web:Uni.example"),
        ("https://Uni.Example/", "url:https://uni.example"),
        ("url:https://uni.example", "url:https://uni.example"),
        ("Uni.Example", "domain:uni.example"),
        ("domain:uni.example", "domain:uni.example"),
        ("schac:Uni.example", "schac:uni.example"),
        ("  ", ""),
    ],
)
def test_ids_are_compared_in_one_way_of_writing(written: str, compared: str) -> None:
    assert identity_of(written) == compared
    assert identity_of(compared) == compared


@pytest.mark.parametrize(
    ("text", "day"),
    [("P1M", date(2026, 2, 28)), ("P1Y", date(2025, 3, 31)), ("P2W", date(2026, 3, 17)), ("P999Y", date(1027, 3, 31))],
)
def test_a_period_reaches_back_by_the_calendar(text: str, day: date) -> None:
    period = read_period(Place(text))
    assert isinstance(period, Period)
    assert period.before(date(2026, 3, 31)) == day
