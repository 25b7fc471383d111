"""What a certificate says of a record: in words, once, in order, and never more than the credential does."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.verifier.records.reading import ANYTHING, credential, every_place, read_case, replaced
from verifier.catalogue import LANGUAGES, catalogue
from verifier.plain_groups import GROUPS
from verifier.plain_record import (
    Line,
    PlainRecord,
    Row,
    plain_record,
    plain_title,
    summary_level,
    summary_workload,
)
from verifier.record import Record, Value
from verifier.records import generic, open_badge_3

FULL, _ = read_case("microcredential_in_full")
ESI = "urn:schac:personalUniqueCode:int:esi:north.example:12345"


def value(text: str, path: str = "", *, unit: str | None = None, number: float | None = None, **detail: str) -> Value:
    return Value(text, path, unit=unit, number=number, detail=detail)


def of_case(name: str, language: str) -> PlainRecord:
    document, _ = read_case(name)
    reader = open_badge_3 if open_badge_3.handles(credential(document)) else generic
    return plain_record(reader.read_record(credential(document)), language)


def rows(plain: PlainRecord) -> dict[str, Row]:
    found = [*plain.facts, plain.outcomes, *(row for group in plain.groups for row in group.rows)]
    return {row.name: row for row in found}


def row(record: Record, name: str, language: str = "en") -> list[Line]:
    found = rows(plain_record(record, language)).get(name)
    return list(found.lines) if found else []


def said(lines: list[Line] | tuple[Line, ...]) -> list[str]:
    """As a page lays lines out, but for links."""
    asides = (f"{line.text} ({line.aside})" if line.aside else line.text for line in lines)
    return [" / ".join(each for each in (text, line.note) if each) for text, line in zip(asides, lines, strict=True)]


def strings(plain: PlainRecord) -> Iterator[str]:
    """Every text of a page."""
    yield plain.kind
    yield from (text for body in plain.bodies for text in (body.name, body.sentence))
    for line in (plain.title, *(line for row in rows(plain).values() for line in row.lines)):
        yield from (line.text, line.aside, line.note, line.link)


# ---- the whole


def test_a_full_micro_credential_reads_like_a_certificate() -> None:
    plain = of_case("microcredential_in_full", "en")
    assert (plain.title, plain.kind) == (Line("Bodemkunde voor de praktijk", "nl-NL"), "Micro-credential")
    assert {row.label: said(row.lines) for row in plain.facts} == {
        "Awarded to": ["Noor Visser", "noor@learner.example (e-mail address)"],
        "Awarded on": ["4 May 2026"],
        "Level": ["EQF 6 (European Qualifications Framework)"],
        "Workload": ["3 credits (unit not stated)", "3.5 ECTS", "60 hours"],
        "Grade": [
            "8.5 (Eindcijfer) / Scale: Dutch grade · from 1 to 10 · needed: 5.5",
            "Gevorderd (Veldwerk) / Scale: level within a rubric · possible: basis, gevorderd · needed: Basis"
            " · level 2 · points: 10",
        ],
    }
    assert said(plain.outcomes.lines) == [
        "Neemt monsters en verklaart ze.",
        "Kan een bodemprofiel lezen.",
        "sample soil (ESCO) / Takes samples of soil.",
    ]
    assert plain.outcomes.lines[0].link == "https://badges.example/achievements/soil/criteria"
    assert {group.label: [row.label for row in group.rows] for group in plain.groups} == {
        "About it": ["Description", "Language", "Keywords"],
        "How it was learned and assessed": [
            "Form of participation",
            "Type of assessment",
            "Supervision",
            "Identity checked",
            "Needed beforehand",
            "Finished on",
        ],
        "Where it stands": [
            "Country or region",
            "Accreditation, as it says",
            "Endorsement",
            "Can count towards more",
            "Counts towards",
        ],
        "More that it says": ["Evidence", "Also exists as", "Page of the issuing body", "Numbers and identifiers"],
    }
    assert said(rows(plain)["country"].lines) == ["Netherlands (Drenthe)"]
    assert said(rows(plain)["identity_checked"].lines) == ["yes"]


def test_it_does_in_german_too() -> None:
    plain = of_case("microcredential_in_full", "de-AT")
    assert plain.kind == "Microcredential"
    assert {row.label: said(row.lines)[0] for row in plain.facts} == {
        "Ausgestellt für": "Noor Visser",
        "Verliehen am": "4. Mai 2026",
        "Niveau": "EQR 6 (Europäischer Qualifikationsrahmen)",
        "Arbeitsaufwand": "3 Leistungspunkte (Einheit nicht angegeben)",
        "Note": "8.5 (Eindcijfer) / Skala: Dutch grade · von 1 bis 10 · erforderlich: 5.5",
    }
    assert said(rows(plain)["workload"].lines)[1:] == ["3,5 ECTS", "60 Stunden"]
    assert said(rows(plain)["country"].lines) == ["Niederlande (Drenthe)"]
    assert said(rows(plain)["language"].lines) == ["Niederländisch"]
    assert said(rows(plain)["stackable"].lines) == ["ja"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "name", ["microcredential_in_full", "degree_of_examples", "hashed_learner", "texts_in_languages", "several_of_each"]
)
def test_nothing_is_said_twice_and_no_name_of_the_records_own_is_shown(name: str, language: str) -> None:
    plain = of_case(name, language)
    lines = [line for row in rows(plain).values() for line in row.lines]
    times = Counter(line.text for line in (plain.title, *lines) if sum(letter.isalpha() for letter in line.text) > 3)
    assert {text for text, count in times.items() if count > 1} == set()
    inside = {
        "CFItem",
        "criteria",
        "resultDescription",
        "inLanguage",
        "ext:ESCOAlignment",
        "awardedDate",
        "not checked",
    }
    assert inside & set(strings(plain)) == set()


def test_a_record_of_nothing_has_a_title_a_kind_and_no_rows() -> None:
    plain = plain_record(Record(), "de")
    assert (plain.title.text, plain.kind) == ("Ein Nachweis ohne Titel", "Nachweis")
    assert rows(plain).keys() == {"outcomes"}
    assert (plain.facts, plain.groups, plain.outcomes.lines) == ((), (), ())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_row_and_group_has_a_label(language: str) -> None:
    names = {f"record.group.{name}" for name in GROUPS}
    names |= {f"record.row.{name}" for each in GROUPS.values() for name in each}
    names |= {f"record.row.{each.name}" for each in dataclasses.fields(PlainRecord) if each.type == "Row"}
    assert names - catalogue(language).keys() == set()


# ---- title, kind, bodies


def test_the_title_is_in_the_readers_language_or_says_in_which_it_is() -> None:
    title = Value("Weben", "/name", {"de": "Weben", "en": "Weaving"})
    assert plain_title(Record(title=(title,)), "en-GB") == Line("Weaving")
    assert plain_title(Record(title=(title,)), "de") == Line("Weben")
    assert plain_title(Record(title=(title,)), "fr") == Line("Weben", "de")


def test_a_language_that_is_none_gives_no_tag() -> None:
    title = Value("Weben", "/name", {'de" onclick="x': "Weben"})
    assert plain_title(Record(title=(title,)), "en") == Line("Weben")


def test_that_only_the_first_of_several_is_shown_is_said() -> None:
    note = of_case("several_of_each", "en").title.note
    assert "2 people or things" in note
    assert "3 achievements" in note


@pytest.mark.parametrize(
    ("kinds", "shown"),
    [
        (["MicroCredential"], "Micro-credential"),
        (["BachelorDegree", "Diploma"], "Bachelor’s degree, Diploma"),
        (["ext:SwimmingBadge"], "Swimming badge"),
        (["UniversityDegreeCredential"], "University degree credential"),
        (["\u202e"], "Certificate"),
        (["x" * 5000], "x" * 79 + "…"),
        ([], "Certificate"),
    ],
)
def test_kinds_are_words(kinds: list[str], shown: str) -> None:
    record = Record(kind=tuple(value(kind, f"/kind/{index}") for index, kind in enumerate(kinds)))
    assert plain_record(record, "en").kind == shown


def test_each_body_is_named_for_what_it_did() -> None:
    sentences = [body.sentence for body in of_case("microcredential_in_full", "en").bodies]
    assert sentences == [
        "It names as the body that designed it: Faculty of Earth, part of University of the North",
        "It names as the body that assessed: Assessment House",
        "It names as the body that sealed it: Badge Office of the North",
    ]


# ---- the learner


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ([value("Ada", kind="givenName"), value("Quay", kind="familyName"), value("did:x:1", kind="id")], ["Ada Quay"]),
        ([value("Ada Quay", kind="name"), value("did:x:1", kind="id")], ["Ada Quay"]),
        ([value("a@quay.example", kind="email")], ["a@quay.example (e-mail address)"]),
        ([value("emailAddress", hashed="true")], ["identified by a protected e-mail address"]),
        ([value("name", hashed="true"), value("did:x:1", kind="id")], ["identified by a protected name"]),
        ([value("did:x:1", kind="id")], ["did:x:1 / an identifier; no name is given"]),
        (
            [value("did:key:" + "z6Mk" * 20, kind="id")],
            ["did:key:z6Mkz6Mkz6Mkz6Mk…Mkz6Mkz6Mk / an identifier; no name is given"],
        ),
        ([value(ESI, kind="esi", private="true")], ["identified by a personal number that is not shown here"]),
        (
            [value("123-45", kind="nationalIdentityNumber")],
            ["identified by a personal number that is not shown here"],
        ),
    ],
)
def test_the_learner_is_named_as_plainly_and_as_sparingly_as_can_be(values: list[Value], shown: list[str]) -> None:
    assert said(row(Record(learner=tuple(values)), "learner")) == shown


@pytest.mark.parametrize("name", ["microcredential_in_full", "degree_of_examples"])
def test_a_european_student_identifier_is_nowhere(name: str) -> None:
    assert [text for text in strings(of_case(name, "en")) if "schac" in text] == []


def test_an_identifier_that_is_not_needed_does_not_come_back_elsewhere() -> None:
    learner = (value("Ada", "/a", kind="name"), value("did:example:ada", "/b", kind="id"))
    record = Record(learner=learner, further_information=(value("did:example:ada", "/c", name="holder"),))
    assert row(record, "further_information") == []


# ---- dates, levels, amounts, grades


@pytest.mark.parametrize(
    ("issued", "label", "shown"),
    [
        (value("2026-05-04T10:00:00Z", kind="awardedDate"), "Awarded on", "4 May 2026"),
        (value("2026-05-04T10:00:00Z", kind="validFrom"), "Issued on", "4 May 2026"),
        (value("2026-05-04", kind="issued"), "Issued on", "4 May 2026"),
        (value("last spring", kind="issued"), "Issued on", "last spring"),
        (value("2026-99-99", kind="issued"), "Issued on", "2026-99-99"),
    ],
)
def test_the_day_is_called_what_the_credential_calls_it(issued: Value, label: str, shown: str) -> None:
    awarded = plain_record(Record(issued=(issued,)), "en").awarded
    assert (awarded.label, said(awarded.lines)) == (label, [shown])


@pytest.mark.parametrize(
    ("level", "shown", "short"),
    [
        (value("EQF level 6", unit="EQF", number=6), "EQF 6 (European Qualifications Framework)", "EQF 6"),
        (value("6", unit="EQF", number=6), "EQF 6 (European Qualifications Framework)", "EQF 6"),
        (value("Bachelor", unit="EQF", number=6), "EQF 6 (European Qualifications Framework) / Bachelor", "EQF 6"),
        (value("EQF level 9", unit="EQF"), "EQF level 9 (European Qualifications Framework)", "EQF level 9"),
        (value("NLQF 5", unit="NLQF", number=5, framework="NLQF"), "NLQF 5", "NLQF 5"),
        (value("advanced"), "advanced", "advanced"),
    ],
)
def test_a_level_names_its_framework(level: Value, shown: str, short: str) -> None:
    record = Record(level=(level,))
    assert said(row(record, "level")) == [shown]
    assert summary_level(record, "en") == short


def test_the_european_level_is_the_one_in_lists() -> None:
    record = Record(level=(value("NLQF 5", unit="NLQF", number=5), value("5", unit="EQF", number=5)))
    assert (summary_level(record, "en"), summary_level(record, "de")) == ("EQF 5", "EQR 5")
    assert summary_level(Record(), "en") == ""


@pytest.mark.parametrize(
    ("amounts", "shown", "short"),
    [
        ([value("5", unit="ECTS", number=5.0)], ["5 ECTS"], "5 ECTS"),
        ([value("1", number=1.0, kind="earned")], ["1 credit (unit not stated)"], "1 credit"),
        (
            [value("5", number=5.0, kind="earned"), value("5", number=5.0, kind="available")],
            ["5 credits (unit not stated)"],
            "5 credits",
        ),
        (
            [value("3", number=3.0, kind="earned"), value("5", number=5.0, kind="available")],
            ["3 credits (unit not stated, earned)", "5 credits (unit not stated, that can be earned)"],
            "3 credits",
        ),
        (
            [value("PT60H", unit="hours", number=60.0), value("2", unit="ECTS", number=2)],
            ["60 hours", "2 ECTS"],
            "2 ECTS",
        ),
        ([value("120", number=120.0, kind="studyLoad")], ["120 (unit not stated)"], "120"),
        ([value("1,500", unit="ECTS")], ["1,500 ECTS"], "1,500 ECTS"),
        ([value("1.3333", unit="ECTS", number=1.3333)], ["1.3333 ECTS"], "1.3333 ECTS"),
        ([value("1e+25", unit="ECTS", number=1e25)], ["1e+25 ECTS"], "1e+25 ECTS"),
        ([value("1e-05", number=1e-05, kind="earned")], ["1e-05"], "1e-05"),
        ([value("two weekends")], ["two weekends"], "two weekends"),
    ],
)
def test_the_workload_has_the_unit_that_is_stated_and_says_each_amount_once(
    amounts: list[Value], shown: list[str], short: str
) -> None:
    record = Record(workload=tuple(amounts))
    assert said(row(record, "workload")) == shown
    assert summary_workload(record, "en") == short


@pytest.mark.parametrize(
    ("grade", "shown"),
    [
        (value("1.7", label="Final grade"), "1.7 (Final grade)"),
        (value("1.7", label="Final grade", scale="Percent"), "1.7 (Final grade) / Scale: percent"),
        (value("Completed", status="Completed"), "completed"),
        (value("B", status="Completed"), "B"),
        (value("B", status="Failed"), "B / status: failed"),
        (value("B", minimum="0"), "B / from 0 on"),
        (value("B", maximum="9"), "B / up to 9"),
    ],
)
def test_a_grade_stands_beside_what_it_is_called(grade: Value, shown: str) -> None:
    assert said(row(Record(grade=(grade,)), "grade")) == [shown]


def test_equal_numbers_in_two_elements_are_two_things() -> None:
    record = Record(grade=(value("5", "/grade"),), workload=(value("5", "/load", unit="ECTS", number=5),))
    assert (said(row(record, "grade")), said(row(record, "workload"))) == (["5"], ["5 ECTS"])


# ---- the groups


def test_what_a_result_is_called_is_no_outcome() -> None:
    record = Record(outcomes=(value("Final grade", "/a", kind="resultDescription"), value("Weaves.", "/b")))
    assert said(row(record, "outcomes")) == ["Weaves."]


def test_a_skill_keeps_its_link_or_else_its_code() -> None:
    linked = Value("weave", "/a", unit="ESCO", uri="http://data.europa.eu/esco/skill/1", detail={"code": "S1"})
    coded = Value("dye", "/b", unit="ESCO", detail={"code": "S2"})
    lines = row(Record(skills=(linked, coded)), "outcomes")
    assert said(lines) == ["weave (ESCO)", "dye (ESCO S2)"]
    assert [line.link for line in lines] == ["http://data.europa.eu/esco/skill/1", ""]


def test_two_skills_of_one_name_from_two_frameworks_are_two() -> None:
    skills = [Value("weave", f"/{index}", uri=f"https://frameworks.example/{index}") for index in range(2)]
    assert len(row(Record(skills=tuple(skills)), "outcomes")) == 2


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "data:text/html,x", "mailto:a@b.example", "https://a b", "//x"]
)
def test_only_web_addresses_are_linked(link: str) -> None:
    assert row(Record(skills=(Value("weave", "/a", uri=link),)), "outcomes") == [Line("weave")]
    assert row(Record(criteria=(Value(link, "/a"),)), "criteria") == [Line(link)]


@pytest.mark.parametrize("of", ["achievement", "issuer", "credential", "anything"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_endorsement_says_that_it_was_not_checked_whoever_it_names(of: str, language: str) -> None:
    name = "Harvard endorses it; this was checked by Cairn.\n" + "\u202e" + "x" * 1000
    endorsement = Value(name, "/a", uri="https://harvard.example/", detail={"kind": "endorsement", "of": of})
    (line,) = row(Record(quality_assurance=(endorsement,)), "endorsement", language)
    assert line.text.endswith({"en": "; this was not checked", "de": "; das wurde nicht geprüft"}[language])
    assert ("\n" in line.text, "\u202e" in line.text, line.link) == (False, False, "")


def test_two_endorsements_of_one_body_keep_both_comments() -> None:
    twice = (
        value("Farmers", "/a", kind="endorsement", comment="Good."),
        value("Farmers", "/b", kind="endorsement", comment="Very good."),
    )
    assert [line.note for line in row(Record(quality_assurance=twice), "endorsement")] == ["Good.", "Very good."]


@pytest.mark.parametrize(
    ("countries", "shown"),
    [
        (["DE"], ["Deutschland"]),
        (["de", "Germany"], ["Deutschland"]),
        (["DE", "France"], ["Deutschland", "France"]),
        (["XX"], ["XX"]),
        (["Atlantis"], ["Atlantis"]),
    ],
)
def test_countries_have_names_and_a_contradiction_stays_visible(countries: list[str], shown: list[str]) -> None:
    record = Record(country=tuple(value(text, f"/{index}") for index, text in enumerate(countries)))
    assert said(row(record, "country", "de")) == shown


@pytest.mark.parametrize(
    ("tag", "name"), [("nl_NL", "Dutch"), ("en-GB", "British English"), ("zz", "zz"), ("Klingon!", "Klingon!")]
)
def test_languages_have_names(tag: str, name: str) -> None:
    assert said(row(Record(further_information=(value(tag, "/a", kind="inLanguage"),)), "language")) == [name]


def test_members_that_we_do_not_know_keep_the_name_that_the_credential_gives_them() -> None:
    further = rows(of_case("degree_of_examples", "en"))["further_information"]
    assert said(further.lines) == ["2000-01-01 (birth date)", "180 (credits)", "no (honours)", "odd name (a/b~c)"]


# ---- hostile


@given(st.sampled_from(every_place(FULL)), ANYTHING, st.sampled_from(["en", "de", "fr", ""]))
def test_a_badge_with_anything_anywhere_is_said(place: tuple[Any, ...], anything: Any, language: str) -> None:
    for reader in (open_badge_3, generic):
        record = reader.read_record(credential(replaced(FULL, place, anything)))
        plain = plain_record(record, language)
        assert plain.title.text
        assert all(line.text for row in rows(plain).values() for line in row.lines)
        assert "".join(strings(plain)).encode()
        assert summary_level(record, language) is not None
        assert summary_workload(record, language) is not None


@given(st.sampled_from(sorted(open_badge_3._READERS)), st.text(max_size=30), st.text(max_size=30), st.floats())
def test_a_record_of_anything_is_said(field: str, text: str, other: str, number: float) -> None:
    names = ("kind", "role", "unit", "label", "scale", "status", "minimum", "of", "date", "inLanguage", "name", "type")
    detail = dict.fromkeys(names, other)
    record = Record.from_json(
        {field: [{"text": text, "path": other, "unit": other, "number": number, "uri": other, "detail": dict(detail)}]}
    )
    for language in LANGUAGES:
        assert "".join(strings(plain_record(record, language))) is not None
        assert summary_workload(record, language) is not None
