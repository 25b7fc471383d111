"""RDFC-1.0 and N-Quads."""

import json
import random
from pathlib import Path

import pytest

from tests.costs import measured
from verifier.codec import rdfc
from verifier.codec.nquads import Quad, iri, literal, read_nquads
from verifier.errors import Malformed

VECTORS = Path(__file__).parents[4] / "shared/vectors/rdf-canon"


def cases(kind: str) -> list:
    manifest = VECTORS / "manifest.jsonld"
    entries = json.loads(manifest.read_text("utf-8"))["entries"] if manifest.exists() else []
    return [pytest.param(entry, id=entry["id"]) for entry in entries if entry["type"] == f"rdfc:RDFC10{kind}Test"]


def quads_and_hash(case: dict) -> tuple[list[Quad], str]:
    return read_nquads((VECTORS / case["action"]).read_text("utf-8")), case.get("hashAlgorithm", "SHA256").lower()


@pytest.mark.corpus
@pytest.mark.parametrize("case", cases("Eval"))
def test_published_datasets_have_their_published_form(case):
    quads, hash_name = quads_and_hash(case)
    assert rdfc.canonicalize(quads, hash_name=hash_name) == (VECTORS / case["result"]).read_text("utf-8")


@pytest.mark.corpus
@pytest.mark.parametrize("case", cases("Map"))
def test_published_datasets_have_their_published_labels(case):
    quads, hash_name = quads_and_hash(case)
    issued = rdfc.issue(quads, hash_name=hash_name)
    published = json.loads((VECTORS / case["result"]).read_text("utf-8"))
    assert issued == {f"_:{old}": f"_:{new}" for old, new in published.items()}


@pytest.mark.corpus
@pytest.mark.parametrize("case", cases("NegativeEval"))
def test_a_published_poisoned_dataset_is_refused(case):
    quads, hash_name = quads_and_hash(case)
    with pytest.raises(Malformed) as caught:
        rdfc.canonicalize(quads, hash_name=hash_name)
    assert caught.value.code == "structure.too_complex"


def clique(size: int) -> list[Quad]:
    nodes = [f"_:e{number}" for number in range(size)]
    return [Quad(one, "<urn:p>", other) for one in nodes for other in nodes if one != other]


def stars(size: int) -> list[Quad]:
    return [Quad(hub, "<urn:p>", f"{hub}-{number}") for hub in ("_:one", "_:two") for number in range(size)]


def ring(size: int) -> list[Quad]:
    return [Quad(f"_:e{number}", "<urn:p>", f"_:e{(number + 1) % size}") for number in range(size)]


def carried(copies: int, nodes: int) -> list[Quad]:
    """A presentation: the same statements in graphs of their own, as when a credential is in it more than once."""
    inside = [
        Quad(f"_:{number}", f"<urn:p{place}>", literal(str(number)), "_:g")
        for number in range(nodes)
        for place in range(9)
    ]
    quads = []
    for copy in range(copies):
        names = {"_:g": f"_:g{copy}", **{f"_:{number}": f"_:e{copy}-{number}" for number in range(nodes)}}
        quads += read_nquads("".join(rdfc.relabel([Quad("_:vp", "<urn:p>", "_:g"), *inside], names)))
    return quads


@pytest.mark.parametrize(
    "quads", [clique(12), stars(5000), ring(3000), clique(150)], ids=["clique", "stars", "ring", "big"]
)
def test_poison_stops_soon(quads):
    with measured() as cost:
        with pytest.raises(Malformed) as caught:
            rdfc.canonicalize(quads)
        assert caught.value.code == "structure.too_complex"
    assert cost.seconds < 2


@pytest.mark.parametrize("copies", [2, 9])
def test_what_is_carried_twice_costs_little_more_than_once(copies):
    quads = carried(copies, 9)
    assert rdfc.canonicalize(quads, work_limit=copies * 1_000).count("\n") == copies * 82
    names = {f"_:g{copy}": f"_:h{copies - copy}" for copy in range(copies)}
    assert rdfc.canonicalize(read_nquads("".join(rdfc.relabel(quads, names)))) == rdfc.canonicalize(quads)


def test_nodes_that_can_change_places_are_not_tried_in_every_order():
    assert rdfc.canonicalize(stars(50), work_limit=5_000).count("\n") == 100
    alone = [Quad(f"_:e{number}", "<urn:p>", literal("x")) for number in range(50)]
    labels = rdfc.issue(alone, work_limit=500)
    assert set(labels.values()) == {f"_:c14n{number}" for number in range(50)}


def test_whatever_the_names_the_form_is_the_same():
    chance = random.Random(19)
    for _ in range(400):
        nodes = [f"_:e{number}" for number in range(chance.randint(2, 6))]
        ends, graphs = [*nodes, "<urn:s>"], ["", "", *nodes[:2]]
        quads = [
            Quad(chance.choice(ends), "<urn:p>", chance.choice(ends), chance.choice(graphs))
            for _ in range(chance.randint(1, 10))
        ]
        shuffled = dict(zip(nodes, chance.sample(nodes, len(nodes)), strict=True))
        renamed = read_nquads("".join(chance.sample(lines := rdfc.relabel(quads, shuffled), len(lines))))
        assert rdfc.canonicalize(renamed) == rdfc.canonicalize(quads)


def test_blank_nodes_that_differ_at_first_sight_cost_no_work():
    quads = [Quad(f"_:e{number}", "<urn:p>", literal(str(number))) for number in range(2000)]
    assert rdfc.canonicalize(quads, work_limit=0).count("\n") == 2000


def test_names_and_order_do_not_matter():
    quads = read_nquads(
        '_:a <urn:p> _:b .\n_:b <urn:p> _:c .\n_:c <urn:p> _:a .\n_:a <urn:q> "1" _:c .\n_:d <urn:p> _:d .\n'
    )
    names = {"_:a": "_:z", "_:b": "_:c14n0", "_:c": "_:a", "_:d": "_:b"}
    renamed = read_nquads("".join(reversed(rdfc.relabel(quads, names))))
    assert rdfc.canonicalize(renamed) == rdfc.canonicalize(quads)


def test_another_dataset_has_another_form():
    one, other = ring(6), [*ring(3), *[Quad(f"_:f{n}", "<urn:p>", f"_:f{(n + 1) % 3}") for n in range(3)]]
    assert rdfc.canonicalize(one) != rdfc.canonicalize(other)


def test_a_statement_that_is_said_twice_counts_once():
    quad = Quad("_:a", "<urn:p>", literal("x"))
    assert rdfc.canonicalize([quad, quad]) == '_:c14n0 <urn:p> "x" .\n'


def test_labels_are_those_of_the_canonical_form():
    quads = read_nquads('_:x <urn:p> "2" .\n_:y <urn:p> "1" .\n')
    assert "".join(rdfc.relabel(quads, rdfc.issue(quads))) == rdfc.canonicalize(quads)
    assert set(rdfc.issue(quads)) == {"_:x", "_:y"}


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("\b\t\n\f\r", r"\b\t\n\f\r"),
        ('"\\', r"\"\\"),
        ("\x00\x07\x0b\x1f\x7f", r"\u0000\u0007\u000B\u001F\u007F"),
        ("\ufffe\uffff", r"\uFFFE\uFFFF"),
        ("\x80 é 🌃 '", "\x80 é 🌃 '"),
    ],
)
def test_literals_are_escaped_as_the_canonical_form_says(text, written):
    assert literal(text) == f'"{written}"'
    assert read_nquads(f"<urn:s> <urn:p> {literal(text)} .") == [Quad("<urn:s>", "<urn:p>", literal(text))]


@pytest.mark.parametrize(
    "make",
    [
        lambda: iri("urn:a> <urn:b"),
        lambda: iri("urn:a\n"),
        lambda: iri("urn:a#b#c"),
        lambda: iri("relative"),
        lambda: iri("urn:\ud800"),
        lambda: literal("x", language="en> ."),
        lambda: literal("x", language="en\n"),
        lambda: literal("x", "urn:a> ."),
        lambda: literal("\ud800"),
    ],
)
def test_what_could_break_out_of_a_line_is_no_term(make):
    with pytest.raises(Malformed) as caught:
        make()
    assert caught.value.code == "structure.rdf"


@pytest.mark.parametrize(
    "line",
    [
        "<urn:s> <urn:p> <urn:o>",
        '"s" <urn:p> <urn:o> .',
        "<urn:s> _:p <urn:o> .",
        '<urn:s> <urn:p> "a"b" .',
        r'<urn:s> <urn:p> "\x" .',
        r'<urn:s> <urn:p> "\U00110000" .',
        '<urn:s> <urn:p> "a" "g" .',
        "<urn:s> <urn:p> <urn:o> . <urn:s>",
    ],
)
def test_a_line_that_is_no_quad_is_refused(line):
    with pytest.raises(Malformed) as caught:
        read_nquads(line)
    assert caught.value.code == "structure.nquads"


def test_a_relative_reference_is_no_term_of_a_quad():
    with pytest.raises(Malformed) as caught:
        read_nquads("<s> <urn:p> <urn:o> .")
    assert caught.value.code == "structure.rdf"


def test_comments_and_empty_lines_say_nothing():
    assert read_nquads('# first\n\n<urn:s><urn:p>"o"@en<urn:g>.# last\r\n') == [
        Quad("<urn:s>", "<urn:p>", '"o"@en', "<urn:g>")
    ]
