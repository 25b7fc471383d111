"""Documents on paper: tagged, with all that they need inside, whatever stands in them."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest
import zxingcpp
from PIL import Image

from tests.world import NOW
from verifier.errors import Json, JsonObject
from wallet.shares.qr import draw_svg
from wallet.typesetting import press, worker
from wallet.typesetting.press import NotTypeset, Order, make_pdf, make_picture

LINK = "https://wallet.example/s/abcdefghijklmnopqrstuv#abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ"
LINE: JsonObject = {"text": "Knots", "lang": "", "aside": "", "note": ""}
VERDICT: JsonObject = {"tone": "good", "word": "Genuine", "sentence": "Genuine.", "advice": ""}
HOSTILE = (
    '#panic("run")',
    '#read("/etc/passwd")',
    '#import "@preview/cetz:0.3.0"',
    "#while true {}",
    "$ x $ *b* _i_ `r` <l> @r \\ ~ [ ] { } \" ' // /* */",
    "= Heading\n- list\n+ list\n/ term: x",
    "\u202egnp.exe\u2066\u2069\u200f",
    "\x00\x07\x1b[31m\ufffe\ue000\U000f0000",
    "الجامعة · האוניברסיטה · 東京大学 · 🎓👩\u200d🎓 · विश्वविद्यालय",
    "é" + "\u0301" * 2000,
    "a" * 1500,
    "%s %(x)s {{x}}",
)


def certificate(said: str = "Knots", link: str = LINK, items: int = 1, attachment: str = "", **more: Json) -> Order:
    """A document in which `said` stands wherever others' words can."""
    line: JsonObject = {**LINE, "text": said, "aside": said[:100], "note": said}
    row: JsonObject = {"label": said[:100], "lines": [line, line], "more": ""}
    item: JsonObject = {
        **dict.fromkeys(("label", "kind", "title", "title_note", "caution", "note", "ends", "unbound"), said),
        "lang": "",
        "verdict": {**VERDICT, "sentence": said},
        "by": [said],
        "rows": [row],
        "groups": [{"label": "Outcomes", "rows": [{**row, "label": ""}, row]}],
        "checks": [
            {"question": "Unchanged?", "answer": said, "tone": tone, "tone_word": "In order", "when": said}
            for tone in ("good", "amber", "bad", "unsure", "none")
        ],
        "hidden": {"label": "Not shown", "sentence": said, "names": [said]},
        "inside": [said],
    }
    words = ("foot", "kicker", "heading")
    labels = ("by", "checks", "asked", "found", "undrawn", "inside")
    data: JsonObject = {
        **dict.fromkeys(words, said),
        "title": said,
        "description": said,
        "language": "de",
        "lead": [said],
        "note": {"label": "Words", "text": said},
        "together": VERDICT if items > 1 else {"sentence": ""},
        "items": [item] * items,
        "paper": {"label": "What this is", "sentences": [said]},
        "link": {"text": link, "svg": str(draw_svg(link)) if link else "", "alt": "QR code"},
        "attached": {"name": "cairn.json", "type": "application/vp", "description": "The certificates"},
        "labels": dict(zip(labels, labels, strict=True)),
        **more,
    }
    return Order("certificate", data, NOW, attachment)


def sheet(link: str = LINK) -> Order:
    data: JsonObject = {
        **dict.fromkeys(("title", "description", "foot", "heading", "scan"), "Scan it"),
        "language": "en",
        "titles": ["Knots"],
        "more": "",
        "undrawn": "",
        "sentences": ["Open it."],
        "link": {"text": link, "svg": str(draw_svg(link)), "alt": "QR code"},
    }
    return Order("sheet", data, NOW)


def opened(raw: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(raw))


def decoded(picture: Image.Image) -> list[str]:
    return [each.text for each in zxingcpp.read_barcodes(picture)]


@pytest.mark.parametrize("order", [certificate(), sheet()], ids=["certificate", "sheet"])
def test_it_is_tagged_and_made_for_archives_and_for_screen_readers(order: Order) -> None:
    with opened(make_pdf(order)) as document:
        assert document.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in document.Root
        assert str(document.Root.Lang) == order.data["language"]
        assert document.Root.ViewerPreferences.DisplayDocTitle
        with document.open_metadata() as metadata:
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"] == order.data["title"]
        kinds = {str(each.S) for each in document.objects if isinstance(each, pikepdf.Dictionary) and "/S" in each}
        assert {"/H1", "/H2", "/P", "/Figure", "/Link"} <= kinds
        alternatives = [
            str(each.Alt) for each in document.objects if isinstance(each, pikepdf.Dictionary) and "/Alt" in each
        ]
        assert "QR code" in alternatives
        sizes = [[round(float(side)) for side in page.mediabox] for page in document.pages]
        assert {tuple(size) for size in sizes} == {(0, 0, 595, 842)}


def test_checks_are_a_table_with_a_head() -> None:
    with opened(make_pdf(certificate())) as document:
        kinds = {str(each.S) for each in document.objects if isinstance(each, pikepdf.Dictionary) and "/S" in each}
    assert {"/Table", "/TR", "/TH", "/TD", "/L", "/LI"} <= kinds


def test_every_font_comes_along() -> None:
    with opened(make_pdf(certificate("Prüfung žluťoučký Ελλάδα Київ"))) as document:
        fonts = [
            each
            for each in document.objects
            if isinstance(each, pikepdf.Dictionary) and each.get("/Type") == "/FontDescriptor"
        ]
        assert fonts
        assert all({"/FontFile2", "/FontFile3"} & set(each.keys()) for each in fonts)


@pytest.mark.parametrize("said", HOSTILE)
def test_hostile_text_is_text(said: str) -> None:
    with opened(make_pdf(certificate(said))) as document, document.open_metadata() as metadata:
        title = str(metadata["dc:title"])
    assert said.startswith("#") is title.startswith("#")
    if said.isascii() and said.isprintable():
        assert title == said


def test_what_has_no_font_is_seen_to_be_missing() -> None:
    with opened(make_pdf(certificate("Zürich \ue000 ok"))) as document, document.open_metadata() as metadata:
        assert metadata["dc:title"] == "Zürich ▯ ok"
    drawn = make_pdf(certificate("東京大学 🎓 Zürich"))  # with the machine's fonts or without
    with opened(drawn) as document, document.open_metadata() as metadata:
        assert metadata["dc:title"] in {"東京大学 🎓 Zürich", "▯▯▯▯ ▯ Zürich", "東京大学 ▯ Zürich", "▯▯▯▯ 🎓 Zürich"}


def test_quotes_and_backslashes_beside_it_stay() -> None:
    with opened(make_pdf(certificate('a "b" \\ c \ue000'))) as document, document.open_metadata() as metadata:
        assert metadata["dc:title"] == 'a "b" \\ c ▯'


def test_the_attachment_is_the_same_bytes() -> None:
    text = json.dumps({"name": "Müller 東京 #panic"}, ensure_ascii=False)
    with opened(make_pdf(certificate(attachment=text))) as document:
        (name,) = document.attachments
        assert name == "cairn.json"
        assert document.attachments[name].get_file().read_bytes() == text.encode()
        assert str(document.attachments[name].relationship) == "/Alternative"


def test_without_a_link_there_is_no_code() -> None:
    with opened(make_pdf(certificate(link=""))) as document:
        kinds = {str(each.S) for each in document.objects if isinstance(each, pikepdf.Dictionary) and "/S" in each}
    assert "/Figure" not in kinds


@pytest.mark.parametrize("ppi", [72, 96, 150, 300])
def test_the_code_on_a_sheet_scans(ppi: float) -> None:
    with Image.open(io.BytesIO(make_picture(sheet(), ppi))) as page:
        grey = page.convert("L")
    for angle in (0, 7, 90, 180, 203, 270):
        assert decoded(grey.rotate(angle, expand=True, fillcolor=255)) == [LINK]


@pytest.mark.parametrize("ppi", [110, 150, 300])
def test_the_code_on_a_certificate_scans(ppi: float) -> None:
    with Image.open(io.BytesIO(make_picture(certificate(), ppi, -1))) as page:
        grey = page.convert("L")
    for angle in (0, 11, 90, 180):
        assert decoded(grey.rotate(angle, expand=True, fillcolor=255)) == [LINK]


@pytest.mark.parametrize(("order", "least"), [(sheet(), 32), (certificate(), 32)], ids=["sheet", "certificate"])
def test_the_code_is_large_enough_on_paper(order: Order, least: float) -> None:
    ppi = 150
    with Image.open(io.BytesIO(make_picture(order, ppi, -1))) as page:
        (found,) = zxingcpp.read_barcodes(page.convert("L"))
    corners = found.position
    width = max(corners.top_right.x, corners.bottom_right.x) - min(corners.top_left.x, corners.bottom_left.x)
    modules = 45
    assert width / ppi * 25.4 * (modules + 8) / modules >= least


def test_the_same_order_gives_the_same_document() -> None:
    assert make_pdf(sheet()) == make_pdf(sheet())


def test_twenty_certificates_full_of_text_are_made_in_time() -> None:
    with opened(make_pdf(certificate("wordy " * 200, items=20))) as document:
        assert len(document.pages) > 20


def test_what_takes_too_long_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(press, "SECONDS", 0.01)
    with pytest.raises(NotTypeset, match="too slow"):
        make_pdf(sheet())


def test_what_is_too_large_is_not_handed_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(press, "LARGEST", 1000)
    with pytest.raises(NotTypeset, match="too large"):
        make_pdf(sheet())


@pytest.mark.parametrize(
    "template",
    [
        '#read("/etc/passwd")',
        '#read("../../../../etc/passwd")',
        '#image("/proc/self/environ")',
        '#import "@preview/cetz:0.3.0"',
        '#import "@local/x:0.1.0"',
        "#while true {}",
        "#let f(x) = f(x + 1)\n#f(0)",
        "#let x = (0,)\n#for i in range(60) { x = x + x }",
    ],
)
def test_even_a_template_reaches_no_file_and_no_network_and_ends(template: str, tmp_path: Path) -> None:
    order = {
        "template": '#set document(title: "x")\n' + template,
        "data": {},
        "attachment": "",
        "files": str(tmp_path),
        "created": 0,
        "format": "pdf",
    }
    done = subprocess.run(
        [sys.executable, "-I", worker.__file__],
        input=json.dumps(order).encode(),
        capture_output=True,
        timeout=60,
        env=press._ENVIRONMENT,
        check=False,
    )
    assert done.returncode != 0
    assert done.stdout == b""
