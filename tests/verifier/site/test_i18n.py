from pathlib import Path

import pytest
from starlette.testclient import TestClient

from verifier.plain_names import write_number
from verifier.site.i18n import negotiate, read_translations
from verifier.site.redirects import local_path


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"),
        ("de", "de"),
        ("de-AT", "de"),
        ("DE-ch,en;q=0.9", "de"),
        ("en,de", "en"),
        ("en;q=0.3,de;q=0.4", "de"),
        ("fr,nl", "en"),
        ("fr, de;q=0.1", "de"),
        ("*", "en"),
        ("de;q=0", "en"),
        ("de;q=0, *;q=0.1", "en"),
        ("de;q=7", "en"),
        ("de;q=nan,en;q=0.1", "en"),
        ("de;level=1", "en"),
        ("de;q=", "en"),
        ("," * 10_000 + "de", "en"),
        ("dé\xff", "en"),
    ],
)
def test_languages_are_negotiated(header: str, language: str) -> None:
    assert negotiate(header) == language


def test_a_chosen_language_wins_over_the_browsers_and_lasts(client: TestClient) -> None:
    response = client.post("/language", data={"language": "de", "next": "/verify"})
    assert (response.status_code, response.headers["location"]) == (303, "/verify")
    cookie = response.headers["set-cookie"].lower()
    for part in ("language=de", "httponly", "samesite=lax", "secure", "path=/", "max-age=31536000"):
        assert part in cookie
    page = client.get("/verify", headers={"Accept-Language": "en"})
    assert '<html lang="de"' in page.text
    assert page.headers["content-language"] == "de"


def test_a_chosen_theme_stands_on_the_page(client: TestClient) -> None:
    assert "data-theme" not in client.get("/verify").text
    client.post("/theme", data={"theme": "dark", "next": "/verify"})
    assert 'data-theme="dark"' in client.get("/verify").text


def test_unknown_choices_are_not_remembered(client: TestClient) -> None:
    assert "set-cookie" not in client.post("/language", data={"language": "tlh"}).headers
    assert "set-cookie" not in client.post("/theme", data={"theme": '"><script>'}).headers
    client.cookies.set("theme", '"><script>')
    client.cookies.set("language", "../../de")
    page = client.get("/verify").text
    assert "<script>" not in page
    assert '<html lang="en">' in page


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "javascript:alert(1)",
        "evil.example",
        "",
        " /credentials",
        "///evil.example",
        "/a b",
        "/\xa0",
        "/" + "a" * 3000,
    ],
)
def test_next_never_leads_to_another_site(client: TestClient, elsewhere: str) -> None:
    assert local_path(elsewhere, "/home") == "/home"
    assert client.post("/language", data={"language": "de", "next": elsewhere}).headers["location"] == "/"


@pytest.mark.parametrize("path", ["/", "/credentials?q=a%20b&sort=title", "/s/abc", "/a//b", "/a:b", "/?next=//x"])
def test_next_leads_to_our_own_pages(path: str) -> None:
    assert local_path(path, "/home") == path


def test_catalogues_of_one_language_are_merged_and_fuzzy_ones_left_out(tmp_path: Path) -> None:
    head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    (tmp_path / "site.de.po").write_text(head + 'msgid "Check"\nmsgstr "Prüfen"\n', "utf-8")
    (tmp_path / "de.po").write_text(
        head + 'msgid "Share"\nmsgstr "Teilen"\n\n#, fuzzy\nmsgid "Stop"\nmsgstr "Falsch"\n', "utf-8"
    )
    (tmp_path / "fr.po").write_text(head + 'msgid "Check"\nmsgstr "Vérifier"\n', "utf-8")
    files = [tmp_path / name for name in ("site.de.po", "de.po", "fr.po", "missing.de.po")]
    german = read_translations("de", files)
    assert [german.gettext(each) for each in ("Check", "Share", "Stop")] == ["Prüfen", "Teilen", "Stop"]
    assert read_translations("en", files).gettext("Check") == "Check"
    assert german.ngettext("%(num)s link", "%(num)s links", 2) == "%(num)s links"


def test_numbers_are_written_as_the_reader_writes_them() -> None:
    assert (write_number(6.0, "en"), write_number(1234.5, "de")) == ("6", "1.234,5")
