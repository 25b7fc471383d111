"""Addresses and lines that leave for other places: every value comes out there as it went in, and as nothing else."""

from __future__ import annotations

from datetime import date
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlsplit

import pytest

from wallet.shares.said import Said
from wallet.shares.sending import linkedin_address, mail_address, write_card

LINK = "https://wallet.example/s/abc#Zr8dGmQx0wq-L3sUX2J6_4n1"

# What somebody may write into a title or a name.
ODD = [
    'Bread & "Butter" <Level 3>',
    "Gärtnerei + Größe = 50 %",
    "Hygiene 🧼 für 日本語",
    "a=b&certUrl=https://evil.example/#x",
    "?&#%00%0D%0ABcc: victim@example.org",
    "'; alert(1) //",
]
LINES = [
    "one\r\nBcc: victim@example.org",
    "one\nBcc: victim@example.org",
    "one\u2028Bcc: victim@example.org",
    "a\x00\x1bb",
]


class Parts(HTMLParser):
    """The elements with their attributes, and the text, as a browser takes them in."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.text.append(data)


def query_of(address: str) -> dict[str, str]:
    """What the other side reads; no name twice."""
    pairs = parse_qsl(urlsplit(address).query, strict_parsing=True, keep_blank_values=True)
    assert len(dict(pairs)) == len(pairs)
    return dict(pairs)


@pytest.mark.parametrize("odd", ODD)
def test_linkedin_reads_each_value_as_it_is(odd: str) -> None:
    said = Said(odd, odd[::-1], date(2026, 1, 2), date(2028, 12, 31), odd)
    address = linkedin_address(said, LINK)
    assert query_of(address) == {
        "startTask": "CERTIFICATION_NAME",
        "name": odd,
        "organizationName": odd[::-1],
        "issueYear": "2026",
        "issueMonth": "1",
        "expirationYear": "2028",
        "expirationMonth": "12",
        "certUrl": LINK,
        "certId": odd,
    }
    parts = urlsplit(address)
    assert (parts.scheme, parts.netloc, parts.path, parts.fragment) == ("https", "www.linkedin.com", "/profile/add", "")
    assert address.isascii()
    assert "+" not in address


def test_what_is_not_shown_is_left_out() -> None:
    assert query_of(linkedin_address(Said("Bread"), LINK)).keys() == {"startTask", "name", "certUrl"}


@pytest.mark.parametrize("odd", ODD)
def test_a_mail_has_subject_and_text_as_they_are(odd: str) -> None:
    address = mail_address(odd, f"{odd}\n\n{LINK}\n")
    assert address.startswith("mailto:?")
    assert query_of(address) == {"subject": odd, "body": f"{odd}\r\n\r\n{LINK}"}
    assert "+" not in address  # a mail program shows it as it is
    assert address.count("&") == 1


@pytest.mark.parametrize("odd", LINES)
def test_no_value_makes_another_header_of_a_mail(odd: str) -> None:
    read = query_of(mail_address(odd, "Hello"))
    assert read.keys() == {"subject", "body"}
    assert read["subject"].isprintable()
    assert "%0" not in mail_address(odd, "Hello").partition("&")[0]


@pytest.mark.parametrize("odd", LINES)
def test_the_lines_of_a_mail_end_as_the_standard_asks(odd: str) -> None:
    body = query_of(mail_address("Hello", odd))["body"]
    assert "\n" not in body.replace("\r\n", "")
    assert body.replace("\r\n", "").isprintable()


def test_a_long_link_is_whole_in_a_mail() -> None:
    link = "https://wallet.example/s/" + "x" * 5000
    assert query_of(mail_address("Hello", link))["body"] == link


@pytest.mark.parametrize("odd", [*ODD, *LINES, "</strong><script>alert(1)</script>", '" onmouseover="alert(1)'])
def test_a_card_is_a_link_with_words_and_nothing_else(odd: str) -> None:
    parts = Parts(write_card(odd, odd, LINK, "en"))
    names = [name for name, _ in parts.elements]
    assert names == ["a", "svg", "ellipse", "ellipse", "ellipse", "span", "strong", "span"]
    attributes = {attribute for _, found in parts.elements for attribute in found}
    drawing = {"viewbox", "width", "height", "aria-hidden", "cx", "cy", "rx", "ry", "fill"}
    assert attributes == {"href", "lang", "rel", "style", "dir"} | drawing
    assert parts.elements[0][1]["href"] == LINK
    assert "url(" not in str(parts.elements)
    assert len(parts.text) == 2
    assert all(each.isprintable() for each in parts.text)
    if odd in ODD:
        assert parts.text == [odd, odd]
