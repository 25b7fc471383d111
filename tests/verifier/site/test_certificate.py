"""How a certificate is drawn: in the reader's language, and with everybody else's words kept in their place."""

from __future__ import annotations

import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.world import badge, signed

HOSTILE = '"><img src=x onerror=alert(1)>{{ 77*77 }}'


def drawn(client: TestClient, document: Any, language: str = "en") -> str:
    """The certificate on the checking page, without the report below it."""
    response = client.post("/verify", data={"text": signed(document).decode()}, headers={"Accept-Language": language})
    assert response.status_code == 200
    return response.text.partition('<section class="certificate">')[2].partition("</section>")[0]


def with_achievement(**more: Any) -> Any:
    document = badge("Baking bread")
    document["credentialSubject"]["achievement"] |= more  # type: ignore[index, operator, call-overload]
    return document


def texts(html: str) -> list[str]:
    return [text.strip() for text in re.findall(r">([^<>]+)<", html) if text.strip()]


def test_the_title_comes_first_then_who_issued_then_the_facts_then_the_groups(client: TestClient) -> None:
    found = texts(drawn(client, with_achievement(achievementType="MicroCredential", creditsAvailable=5)))
    order = ["Micro-credential", "Baking bread", "Issued by", "Awarded to", "Issued on", "Workload", "5 credits"]
    order += ["What the learner can do", "Bake three loaves.", "About it", "Flour, water, salt, time."]
    assert [text for text in found if text in order] == order


def test_the_page_shows_none_of_the_records_own_names(client: TestClient) -> None:
    html = drawn(client, with_achievement(achievementType="MicroCredential", creditsAvailable=5, inLanguage="en"))
    for inside in ("kind:", "validFrom", "available:", "criteria:", "inLanguage", "no unit is given"):
        assert inside not in html


def test_a_title_in_two_languages_is_drawn_in_the_readers(client: TestClient) -> None:
    both = [{"@value": "Baking bread", "@language": "en"}, {"@value": "Brot backen", "@language": "de"}]
    document = badge("Baking bread") | {"name": both}
    assert 'class="title said" dir="auto">Brot backen</h' in drawn(client, document, "de")
    assert "Brot backen" not in drawn(client, document)


def test_words_in_another_language_say_so(client: TestClient) -> None:
    html = drawn(client, with_achievement(inLanguage="nl", description="Meel, water, zout, tijd."))
    assert '<span class="said whitespace" dir="auto" lang="nl">Meel, water, zout, tijd.</span>' in html


@pytest.mark.parametrize("language", ["en", "de"])
def test_hostile_words_stay_words_wherever_they_stand(client: TestClient, language: str) -> None:
    alignment = {
        "type": ["Alignment"],
        "targetName": HOSTILE,
        "targetUrl": "https://frameworks.example/1",
        "targetFramework": HOSTILE,
        "targetCode": HOSTILE,
        "targetDescription": HOSTILE,
    }
    document = with_achievement(
        name=HOSTILE,
        description=HOSTILE + " described",
        criteria={"narrative": HOSTILE + " narrated"},
        achievementType=f"ext:{HOSTILE}",
        alignment=[alignment],
        tag=[HOSTILE + " tagged"],
        humanCode=HOSTILE + " coded",
        creditsAvailable=5,
        inLanguage="en",
    )
    html = drawn(client, document, language)
    assert html.count("&lt;img src=x onerror=alert(1)&gt;{{ 77*77 }}") >= 7
    assert "<img" not in html
    assert "5929" not in html


def test_a_long_text_is_folded_and_still_there(client: TestClient) -> None:
    html = drawn(client, with_achievement(description="word " * 800))
    assert html.count("word word") > 0
    assert '<details class="more"><summary>Show all of it</summary>' in html


def test_more_lines_than_fit_are_counted_and_unfold(client: TestClient) -> None:
    skills = [
        {"type": ["Alignment"], "targetName": f"skill {n}", "targetUrl": f"https://x.example/{n}"} for n in range(20)
    ]
    html = drawn(client, with_achievement(alignment=skills))
    assert "Show 9 more" in html  # twenty and the criteria, twelve of them shown
    assert html.count("skill 19") == 1
