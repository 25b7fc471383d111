from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.wallet.pathways.examples import CODE, DATA, SKILL, item, opportunity, pathway, raw
from verifier.errors import Json, JsonObject
from wallet.pathways.clr import read_clr
from wallet.pathways.exchange import LOSSES, Source, read_opportunities, read_pathway_from, write_as
from wallet.pathways.opportunity import read_opportunity
from wallet.recognition.document import Unreadable
from wallet.recognition.pathway import Pathway, read_pathway
from wallet.recognition.rule import AllOf, Item
from wallet.recognition.rule_document import rule_json

FOREIGN = (Source.CTDL, Source.CLR, Source.ELM)
CORPUS = Path(__file__).resolve().parents[3].parent / "shared" / "corpus" / "items"


def there_and_back(document: JsonObject, source: Source) -> tuple[Pathway, Pathway, tuple[str, ...]]:
    """A pathway, what came back after a format, and the losses that were named."""
    before = read_pathway(raw(document))
    written, left_out = write_as(before, source)
    after = read_pathway_from(raw(written), source).value
    assert isinstance(after, Pathway)
    return before, after, left_out


@pytest.mark.parametrize("source", FOREIGN)
def test_a_plain_list_of_parts_comes_back_as_it_went(source: Source) -> None:
    before, after, left_out = there_and_back(pathway(), source)
    assert rule_json(after.root) == rule_json(before.root)
    assert after.target.qualification_id == before.target.qualification_id
    assert after.target.title == before.target.title
    assert left_out == ()


@pytest.mark.parametrize("source", FOREIGN)
def test_parts_of_parts_keep_their_title(source: Source) -> None:
    inner: JsonObject = {"kind": "all", "title": {"en": "Core"}, "of": [item(DATA, "Data"), item(CODE, "Code")]}
    root: JsonObject = {"kind": "all", "of": [inner, item("https://harbour.example/thesis", "Thesis")]}
    before, after, _ = there_and_back(pathway(root=root), source)
    assert sorted(map(json.dumps, each_rule(after))) == sorted(map(json.dumps, each_rule(before)))


def each_rule(found: Pathway) -> list[JsonObject]:
    assert isinstance(found.root, AllOf)
    return [rule_json(each) for each in found.root.of]


@pytest.mark.parametrize("source", [Source.CTDL, Source.CLR])
def test_outcomes_and_order_come_back(source: Source) -> None:
    rules: list[Json] = [
        item(DATA, "Data"),
        item(CODE, "Code"),
        {"kind": "outcome", "title": {"en": "analyse data"}, "uri": SKILL},
        {"kind": "order", "before": {"achievementIds": [DATA]}, "after": {"achievementIds": [CODE]}},
    ]
    before, after, left_out = there_and_back(pathway(root={"kind": "all", "of": rules}), source)
    assert rule_json(after.root) == rule_json(before.root)
    assert left_out == ()


def test_a_choice_survives_ctdl_alone() -> None:
    root: JsonObject = {"kind": "any", "min": 1, "of": [item(DATA, "Data"), item(CODE, "Code")]}
    before, after, left_out = there_and_back(pathway(root=root), Source.CTDL)
    assert rule_json(after.root) == rule_json(before.root)
    assert left_out == ()
    for source in (Source.CLR, Source.ELM):
        assert "choice" in write_as(before, source)[1]


@pytest.mark.parametrize("source", FOREIGN)
def test_what_has_no_place_is_named(source: Source) -> None:
    rules: list[Json] = [
        item(DATA, "Data"),
        {"kind": "credits", "match": {"isced": ["06"]}, "min": 10},
        {"kind": "not", "of": {"achievementIds": [CODE]}},
    ]
    before = read_pathway(raw(pathway(root={"kind": "all", "of": rules}, policy={"maxAge": "P5Y"})))
    left_out = write_as(before, source)[1]
    assert {"credits", "not", "policy", "clauses"} <= set(left_out)
    assert set(left_out) <= set(LOSSES)


def test_a_registrys_conditions_by_reference_are_read() -> None:
    graph: list[Json] = [
        {
            "@id": "https://registry.example/p",
            "@type": "ceterms:Pathway",
            "ceterms:ctid": "ce-1",
            "ceterms:name": {"en-US": "Nursing"},
            "ceterms:hasDestinationComponent": "https://registry.example/d",
            "ceterms:hasPart": [
                "https://registry.example/d",
                "https://registry.example/a",
                "https://registry.example/b",
            ],
        },
        {
            "@id": "https://registry.example/d",
            "@type": "ceterms:CredentialComponent",
            "ceterms:name": "Nurse",
            "ceterms:hasCondition": ["https://registry.example/c"],
        },
        {
            "@id": "https://registry.example/c",
            "@type": "ceterms:ComponentCondition",
            "ceterms:requiredNumber": 1,
            "ceterms:targetComponent": [{"@id": "https://registry.example/a"}, {"@id": "https://registry.example/b"}],
        },
        *(
            {
                "@id": f"https://registry.example/{one}",
                "@type": "ceterms:CourseComponent",
                "ceterms:name": f"Course {one}",
                "ceterms:proxyFor": f"https://registry.example/course/{one}",
            }
            for one in ("a", "b")
        ),
    ]
    found = read_pathway_from(raw({"@graph": graph}), Source.CTDL).value
    assert isinstance(found, Pathway)
    assert found.title == {"en-US": "Nursing"}
    assert found.source == {"ctid": "ce-1", "url": "https://registry.example/p"}
    assert rule_json(found.root)["kind"] == "any"
    assert [list(each.match.achievement_ids) for each in found.root.of if isinstance(each, Item)] == [  # type: ignore[union-attr]
        ["https://registry.example/course/a"],
        ["https://registry.example/course/b"],
    ]


@pytest.mark.parametrize("source", FOREIGN)
@pytest.mark.parametrize(
    "hostile",
    [
        b"",
        b"[]",
        b"{}",
        b'{"@graph": 7}',
        b"[" * 200,
        raw({"@graph": [{"@id": "p", "@type": "ceterms:Pathway", "ceterms:hasPart": ["p"], "ceterms:name": "x"}]}),
        raw({"type": "ClrSubject", "association": [{"associationType": "isPartOf", "sourceId": "a", "targetId": "a"}]}),
        raw({"type": "Qualification", "title": {"en": "x"}, "hasPart": [7, None, {"id": []}]}),
    ],
)
def test_what_is_no_pathway_is_refused_with_a_code(source: Source, hostile: bytes) -> None:
    with pytest.raises(Unreadable):
        read_pathway_from(hostile, source)


def loop(source: Source) -> JsonObject:
    """Two that are each part of the other."""
    if source is Source.CLR:
        pairs = [("a", "b"), ("b", "c"), ("c", "b")]
        achievements: list[Json] = [{"id": f"urn:x:{one}", "name": one} for one in "abc"]
        return {
            "type": "ClrSubject",
            "achievement": achievements,
            "association": [
                {"associationType": "isParentOf", "sourceId": f"urn:x:{one}", "targetId": f"urn:x:{other}"}
                for one, other in pairs
            ],
        }
    if source is Source.ELM:
        parts: list[Json] = [{"id": "urn:x:a"}]
        inner: JsonObject = {"id": "urn:x:b", "type": "Qualification", "title": {"en": "b"}, "hasPart": parts}
        return {"id": "urn:x:a", "type": "Qualification", "title": {"en": "a"}, "hasPart": [inner]}
    nodes: list[Json] = [
        {"@id": "urn:x:p", "@type": "ceterms:Pathway", "ceterms:name": "p", "ceterms:hasPart": ["urn:x:a"]},
        {"@id": "urn:x:a", "@type": "ceterms:BasicComponent", "ceterms:name": "a", "ceterms:hasChild": ["urn:x:b"]},
        {"@id": "urn:x:b", "@type": "ceterms:BasicComponent", "ceterms:name": "b", "ceterms:hasChild": ["urn:x:a"]},
    ]
    return {"@graph": nodes}


@pytest.mark.parametrize("source", FOREIGN)
def test_a_circle_ends(source: Source) -> None:
    with pytest.raises(Unreadable, match="exchange"):
        read_pathway_from(raw(loop(source)), source)


def test_an_opportunity_comes_back_out_of_elm() -> None:
    before = read_opportunity(raw(opportunity()))
    written, _ = write_as(before, Source.ELM)
    (after,) = read_opportunities(raw(written))
    assert after.value == before


@pytest.mark.corpus
def test_a_real_record_becomes_a_pathway() -> None:
    file = CORPUS / "1edtech-clr20" / "complex.json"
    if not file.exists():
        pytest.skip("no corpus here")
    found = read_clr(file.read_bytes())
    titles = {next(iter(each.title.values())) for each in found.root.of}  # type: ignore[union-attr]
    assert "Health Careers 1" in str(titles) or "Nurse Assistant 1 Program with Licensure" in str(titles)


@pytest.mark.corpus
def test_a_certificate_with_parts_becomes_a_pathway() -> None:
    file = CORPUS / "europass-elm" / "Sample-CertOfPart-unsigned.jsonld"
    if not file.exists():
        pytest.skip("no corpus here")
    if b'"hasPart"' not in file.read_bytes():
        with pytest.raises(Unreadable, match="no_pathway"):
            read_pathway_from(file.read_bytes(), Source.ELM)
