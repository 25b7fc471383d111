"""PNG, SVG, PDF, ZIP, gzip, data URLs: what they carry, and what hostile ones do (nothing)."""

from __future__ import annotations

import base64
import gzip
import json
import tracemalloc
import zipfile
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.needs import shared
from tests.verifier.wrappers.making import archive, chunk, codes, parts, pdf, png, report_on, svg, text_chunk
from tests.world import badge, signed
from verifier.errors import VerifierError
from verifier.plugins import all_wrappers
from verifier.reading import read_parts
from verifier.report import Verdict
from verifier.world import no_network

GOOD = signed(badge())
BIG = 60_000_000


@pytest.mark.parametrize(
    "raw",
    [
        png(text_chunk(GOOD)),
        png(text_chunk(GOOD, b"openbadgecredential")),
        png(text_chunk(GOOD, b"openbadgecredential", packed=True)),
        png(chunk(b"tEXt", b"openbadges\0" + GOOD)),
        png(chunk(b"zTXt", b"openbadges\0\0" + zlib.compress(GOOD))),
        svg(f"<openbadges:credential><![CDATA[{GOOD.decode()}]]></openbadges:credential>"),
        b'<?xml version="1.0"?><!-- a --><!DOCTYPE svg PUBLIC "a" "http://x.example/svg.dtd">\n'
        + svg(f"<openbadges:credential><![CDATA[{GOOD.decode()}]]></openbadges:credential>"),
        pdf({"badge.json": GOOD, "letter.txt": b"Dear all,"}),
        archive({"a/badge.json": GOOD, "read me.txt": b"Hello", "__MACOSX/._badge.json": b"\0\5"}),
        gzip.compress(GOOD),
        b"data:application/vc;base64," + base64.b64encode(GOOD),
        b"data:application/vc;base64," + base64.urlsafe_b64encode(GOOD).rstrip(b"="),
        gzip.compress(archive({"badge.png": png(text_chunk(GOOD))})),
    ],
)
def test_a_credential_inside_comes_out_byte_for_byte_and_is_no_level_of_its_own(raw: bytes) -> None:
    (only,) = parts(raw)
    assert only.raw.strip() == GOOD
    report = report_on(raw)
    assert (report.verdict, report.format) == (Verdict.VALID, "vc_jsonld")


def test_a_data_url_without_base64_is_percent_encoded() -> None:
    assert parts(b"data:,%7B%22a%22%3A1%7D")[0].raw == b'{"a":1}'


def test_an_archive_keeps_the_order_and_one_bad_file_does_not_hide_the_good_ones() -> None:
    other = signed(badge("Baking cake"))
    raw = archive({"b.json": GOOD, "a.json": other, "c.json": b'{"credentialSubject": '})
    assert [each.raw for each in parts(raw)][:2] == [GOOD, other]
    assert codes(raw) == ["ok", "ok", "structure.not_json"]


def test_the_verify_attribute_counts_where_an_element_is_empty() -> None:
    inside = '<openbadges:assertion verify="https://school.example/a"/>'
    wrapper = next(each for each in all_wrappers() if each.NAME == "svg")
    assert wrapper.unwrap(svg(inside, 'xmlns:openbadges="http://openbadges.org"'), no_network) == [
        b"https://school.example/a"
    ]


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (png(), "structure.not_a_credential"),
        (png(chunk(b"tEXt", b"Comment\0" + GOOD)), "structure.not_a_credential"),
        (png(chunk(b"tEXt", b"openbadges\0" + GOOD, crc=1)), "structure.damaged"),
        (
            png(text_chunk(GOOD, packed=True).replace(b"openbadges\0\x01\0", b"openbadges\0\x01\x07")),
            "structure.damaged",
        ),
        (png(chunk(b"iTXt", b"openbadges\0\x01\0\0\0" + zlib.compress(GOOD)[:-9])), "structure.damaged"),
        (png(chunk(b"iTXt", b"openbadges\0\x01\0\0\0" + zlib.compress(bytes(BIG)))), "structure.too_large"),
        (png(*[text_chunk(GOOD)] * 11), "structure.too_many"),
        (svg(""), "structure.not_a_credential"),
        (svg('<a:credential xmlns:a="https://else.example/">{}</a:credential>'), "structure.not_a_credential"),
        (svg("<openbadges:credential>")[:60] + b"<", "structure.damaged"),
        (pdf({}), "structure.not_a_credential"),
        (pdf({"a.txt": b"Hello"}), "structure.not_a_credential"),
        (pdf({"badge.json": GOOD})[:300], "structure.damaged"),
        (pdf({"a.json": GOOD + b" " * BIG}), "structure.damaged"),
        (pdf({f"{number}.json": GOOD for number in range(51)}), "structure.too_many"),
        (archive({"a.txt": b"Hello"}), "structure.not_a_credential"),
        (archive({"a.json": GOOD})[:-30], "structure.damaged"),
        (archive({"a.json": GOOD + b" " * BIG}), "structure.too_large"),
        (archive({f"{number}.bin": b" " * 8_000_000 for number in range(5)}), "structure.too_large"),
        (archive({str(number): b"" for number in range(501)}), "structure.too_many"),
        (archive({"a.json": GOOD}, zipfile.ZIP_BZIP2), "structure.unsupported"),
        (gzip.compress(bytes(BIG)), "structure.too_large"),
        (gzip.compress(GOOD)[:-9], "structure.damaged"),
        (b"data:application/vc;base64,????", "structure.damaged"),
        (b"data:application/vc", "structure.damaged"),
    ],
)
def test_what_holds_no_credential_says_why_and_unpacks_nothing_large(raw: bytes, code: str) -> None:
    tracemalloc.start()
    report = report_on(raw)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert report.code == code
    assert report.verdict is not Verdict.VALID
    assert peak < 100_000_000


def test_a_locked_pdf_and_a_locked_archive_are_undecided() -> None:
    import pikepdf

    locked = pdf({"badge.json": GOOD}, encryption=pikepdf.Encryption(owner="a", user="b"))
    raw = bytearray(archive({"a.json": GOOD}))
    raw[6] |= 1  # the flag in the member's header, and in the directory
    raw[raw.rindex(b"PK\x01\x02") + 8] |= 1
    for each in (locked, bytes(raw)):
        report = report_on(each)
        assert (report.verdict, report.code) == (Verdict.UNDECIDED, "structure.encrypted")


def test_entities_in_a_picture_are_neither_expanded_nor_fetched() -> None:
    document = svg("<openbadges:credential>&a;&b;</openbadges:credential>")
    declared = b'<!DOCTYPE svg [<!ENTITY a "AAAA"><!ENTITY b SYSTEM "file:///etc/passwd">]>' + document
    assert codes_or_problem(declared) == "structure.not_a_credential"
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<!DOCTYPE svg [<!ENTITY l0 "lol">{laughs}]>'.encode() + document.replace(b"&a;&b;", b"&l11;")
    assert codes_or_problem(bomb) in ("structure.not_a_credential", "structure.damaged")


def codes_or_problem(raw: bytes) -> str:
    return report_on(raw).code


def test_wrappers_inside_wrappers_end() -> None:
    raw = GOOD
    for _ in range(4):
        raw = gzip.compress(raw)
    assert report_on(raw).verdict is Verdict.VALID
    assert report_on(gzip.compress(raw)).code == "structure.too_deep"


def test_archives_inside_archives_share_one_limit() -> None:
    inner = archive({f"{number}.json": b'{"credentialSubject":"' + b" " * 7_900_000 for number in range(4)})
    raw = archive({"a.zip": inner, "b.zip": inner})
    assert "structure.too_large" in codes(raw)


@pytest.mark.parametrize("kind", sorted(each.NAME for each in all_wrappers()))
def test_each_kind_is_one_wrappers_and_a_badge_goes_before_a_picture_of_a_code(kind: str) -> None:
    samples = {
        "png": png(text_chunk(GOOD)),
        "qr": png(),
        "svg": svg(""),
        "pdf": pdf({}),
        "zip": archive({"a": b""}),
        "gzip": gzip.compress(b""),
        "data_url": b"data:,a",
        "link": b" https://school.example/a\n",
    }
    names = [each.NAME for each in all_wrappers() if each.recognises(samples[kind])]
    assert names == (["png", "qr"] if kind == "png" else [kind])


@pytest.mark.parametrize(
    "raw", [b"{}", b"[]", b"eyJh.eyJi.c2ln", b"<?xml version='1.0'?><a/>", b"<html></html>", b"", b"https"]
)
def test_what_is_no_wrapper_is_left_alone(raw: bytes) -> None:
    assert not [each.NAME for each in all_wrappers() if each.recognises(raw)]


STARTS = [
    png(text_chunk(GOOD[:80])),
    svg("<openbadges:credential>{}</openbadges:credential>"),
    archive({"a.json": b'{"credentialSubject":1}'}),
    gzip.compress(b"{}"),
    b"data:,a",
    b"https://a.example/?vc=%7B%7D",
    b"GIF89a",
    b"RIFF\x10\0\0\0WEBPVP8 ",
    b"\xff\xd8\xff\xe0",
    b"%PDF-1.7\n",
]


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(STARTS),
    st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 255)), max_size=6),
    st.binary(max_size=40),
)
def test_broken_wrappers_raise_nothing_but_our_own_errors(
    start: bytes, changes: list[tuple[int, int]], end: bytes
) -> None:
    raw = bytearray(start + end)
    for place, value in changes:
        raw[place % len(raw)] = value
    try:
        for each in read_parts(bytes(raw), no_network):
            assert each.credential is not None or each.problem is not None
    except VerifierError:
        pass


@pytest.mark.corpus
def test_baked_badges_of_the_corpus_hold_what_was_taken_out_of_them_elsewhere() -> None:
    folder = shared("corpus", "items", "1edtech-ob30")
    for baked, extracted in [
        ("simple-json.svg", "simple-json.svg.extracted.json"),
        ("simple-jwt.png", "simple-jwt.png.extracted.txt"),
    ]:
        (only,) = parts((folder / baked).read_bytes())
        expected = (folder / extracted).read_bytes().strip()
        assert only.raw.strip() == expected or json.loads(only.raw) == json.loads(expected)


def test_a_pdf_bomb_in_an_object_stream_is_refused() -> None:
    body = (
        b"%%PDF-1.5\n1 0 obj\n<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>stream\n%s\nendstream\nendobj\n"
    )
    packed = zlib.compress(b"2 0 " + bytes(100_000_000))
    raw = body % (len(packed), packed) + b"trailer<</Root 2 0 R/Size 3>>\n%EOF"
    report = report_on(raw)
    assert report.code in ("structure.damaged", "structure.not_a_credential")


def test_of_a_wallets_archive_only_what_it_calls_a_credential_is_read() -> None:
    index = {"type": "WalletArchive", "credentials": [{"file": "credentials/1.bin"}, {"file": "gone"}, {}, 7]}
    others = {"reports/1.json": b'{"vct": 1}', "credentials/2.json": GOOD}
    members = {"index.json": json.dumps(index).encode(), **others, "credentials/1.bin": GOOD}
    assert [each.raw for each in parts(archive(members))] == [GOOD]
    assert report_on(archive(members)).verdict is Verdict.VALID
    nothing = archive({"index.json": json.dumps({**index, "credentials": 7}).encode(), **others})
    assert report_on(nothing).code == "structure.not_a_credential"


@pytest.mark.parametrize("index", [b"{", b"[]", b'{"type": "Other", "credentials": []}', b"[" * 10_000])
def test_an_archive_that_only_looks_like_a_wallets_is_an_archive(index: bytes) -> None:
    assert [each.raw for each in parts(archive({"index.json": index, "a.json": GOOD}))] == [GOOD]


def test_a_wallets_archive_may_hold_more_files_than_an_archive_of_credentials() -> None:
    index = json.dumps({"type": "WalletArchive", "credentials": [{"file": "a"}]}).encode()
    reports = {f"reports/{number}": b"{}" for number in range(600)}
    assert [each.raw for each in parts(archive({"index.json": index, "a": GOOD, **reports}))] == [GOOD]
