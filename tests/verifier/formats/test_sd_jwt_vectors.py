"""The cases of sd-jwt-python (`../shared/vectors/sd-jwt`), issued, presented and verified by us."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import yaml

from tests.needs import SHARED, shared
from tests.world import NOW
from verifier.codec import jose
from verifier.codec.keys import PrivateKey, read_jwk
from verifier.codec.multibase import decode_base64url
from verifier.codec.pointer import join
from verifier.codec.sd_jwt import SdJwt, process
from verifier.codec.sd_jwt_making import binding_claims, choose, conceal, write_compact, write_json_form
from verifier.errors import Json, JsonObject
from verifier.examine import examine
from verifier.policy import Policy
from verifier.report import Outcome, Verdict
from verifier.world import World

pytestmark = pytest.mark.corpus
CASES = sorted(SHARED.glob("vectors/sd-jwt/*/*/specification.yml"))


@dataclass(frozen=True)
class Sd:
    """A name or value that a case marks with `!sd`."""

    value: object


class Loader(yaml.SafeLoader):
    """YAML with `!sd`, in which an untagged scalar is what it would be without it."""


def _marked(loader: Loader, node: yaml.Node) -> Sd:
    if isinstance(node, yaml.ScalarNode):
        tag = "tag:yaml.org,2002:str" if node.style else loader.resolve(yaml.ScalarNode, node.value, (True, False))
        return Sd(loader.construct_object(yaml.ScalarNode(tag, node.value), deep=True))
    if isinstance(node, yaml.SequenceNode):
        return Sd(loader.construct_sequence(node, deep=True))
    assert isinstance(node, yaml.MappingNode)
    return Sd(loader.construct_mapping(node, deep=True))


Loader.add_constructor("!sd", _marked)


def plain(value: object, path: str, pointers: list[str]) -> Json:
    """The claims without marks; the pointers of what was marked are collected."""
    if isinstance(value, Sd):
        pointers.append(path)
        return plain(value.value, path, pointers)
    if isinstance(value, dict):
        found: JsonObject = {}
        for name, each in value.items():
            text = str(name.value if isinstance(name, Sd) else name)
            if isinstance(name, Sd):
                pointers.append(join(path, text))
            found[text] = plain(each, join(path, text), pointers)
        return found
    if isinstance(value, list):
        return [plain(each, join(path, index), pointers) for index, each in enumerate(value)]
    assert value is None or isinstance(value, str | int | float | bool)
    return value


def wanted(chosen: object, path: str = "") -> Iterator[str]:
    """The pointers of what a case lets the holder disclose: everything that is neither false nor nothing."""
    if path and chosen:
        yield path
    members = enumerate(chosen) if isinstance(chosen, list) else chosen.items() if isinstance(chosen, dict) else ()
    for name, each in members:
        yield from wanted(each, join(path, name))


def private(jwk: Mapping[str, str]) -> PrivateKey:
    return PrivateKey(jwk["crv"], decode_base64url(jwk["d"]))


@pytest.mark.parametrize("path", CASES, ids=lambda path: "/".join(path.parts[-3:-1]))
def test_a_case_is_issued_presented_and_verified(path: Path) -> None:
    case = yaml.load(path.read_text("utf-8"), Loader)
    settings = {
        **yaml.safe_load((path.parents[1] / "settings.yml").read_text("utf-8")),
        **case.get("settings_override", {}),
    }
    keys = settings["key_settings"]
    pointers: list[str] = []
    claims = plain(case["user_claims"], "", pointers)
    assert isinstance(claims, dict)
    issuer = settings["identifiers"]["issuer"]
    holder = private(keys["holder_key"])
    frame: JsonObject = {"iss": issuer, "vct": "urn:example:case", "cnf": {"jwk": _public(keys["holder_key"])}}
    concealed = conceal({**claims, **frame}, pointers, decoys=2 if case.get("add_decoy_claims") else 0)
    payload = json.dumps(concealed.payload).encode()
    headers = [
        {
            "typ": "example+sd-jwt",
            **case.get("extra_header_parameters", {}),
            **({"kid": key["kid"]} if "kid" in key else {}),
        }
        for key in keys["issuer_keys"]
    ]
    signed = tuple(
        jose.sign_compact(header, payload, private(key), "ES256")
        for header, key in zip(headers, keys["issuer_keys"], strict=True)
    )
    written = SdJwt(signed, concealed.disclosures)

    whole = process(concealed.payload, written.disclosures)
    assert whole.claims == {**claims, **frame}
    presented = choose(written, whole, wanted(case["holder_disclosed_claims"]))
    if case.get("key_binding"):
        bound = binding_claims(presented, concealed.payload, audience="https://v.example", nonce="n", at=NOW)
        token = jose.sign_compact({"typ": "kb+jwt"}, json.dumps(bound).encode(), holder, "ES256")
        presented = replace(presented, key_binding=token)
    in_json = case.get("serialization_format") == "json"
    raw = json.dumps(write_json_form(presented)) if in_json else write_compact(presented)

    world = World(NOW, keys={issuer: tuple({**_public(key), **_kid(key)} for key in keys["issuer_keys"])})
    policy = Policy(audience="https://v.example", nonce="n") if case.get("key_binding") else Policy()
    found = examine(raw.encode(), world, policy)
    assert found.report.verdict is Verdict.VALID, found.report.code
    assert found.credential is not None
    if "expect_verified_user_claims" in case:  # the examples leave it out
        assert found.credential.claims == {**case["expect_verified_user_claims"], **frame}
    else:
        assert set(process(concealed.payload, presented.disclosures).disclosed.values()) == set(presented.disclosures)
    assert {each.name: each.outcome for each in found.report.checks}["holder"] is (
        Outcome.PASS if case.get("key_binding") else Outcome.ABSENT
    )


def _public(jwk: Mapping[str, str]) -> JsonObject:
    public: JsonObject = {name: jwk[name] for name in ("kty", "crv", "x", "y")}
    assert read_jwk(public)
    return public


def _kid(jwk: Mapping[str, str]) -> JsonObject:
    return {"kid": jwk["kid"]} if "kid" in jwk else {}


def test_the_cases_are_there() -> None:
    assert shared("vectors", "sd-jwt")
    assert len(CASES) >= 30
