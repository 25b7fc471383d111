"""SD-JWTs with two other makers' libraries, compact and in JSON: what they issue and present we verify, and the other
way round. PyPI's `sd-jwt` writes a JSON form older than the RFC's, so that only npm's is exchanged."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest

from tests.peers.conversation import Other, Refused
from tests.peers.making import (
    AUDIENCE,
    FOR_US,
    HOLDER_KEY,
    ISSUER_KEY,
    NONCE,
    VCT,
    did_of,
    method_of,
    private_jwk,
    public_jwk,
    we_find,
    we_say,
)
from verifier.codec import jose
from verifier.codec.sd_jwt import SdJwt, process
from verifier.codec.sd_jwt_making import binding_claims, choose, conceal, write_compact, write_json_form
from verifier.errors import Json, JsonObject

pytestmark = pytest.mark.peers

CLAIMS: JsonObject = {
    "iss": did_of(),
    "vct": VCT,
    "given_name": "Ada",
    "address": {"city": "Zürich", "country": "CH", "street": {"name": "Gasse", "number": 7}},
    "courses": ["Baking", "Brewing", ["Weaving", "Wool"]],
    "score": 1.5,
}


@dataclass(frozen=True)
class Shape:
    """What is concealed (pointers), what of it is shown, and what then stands there beside what always does."""

    concealed: tuple[str, ...]
    shown: tuple[str, ...]
    seen: JsonObject
    decoys: int = 0


STREET: Json = {"name": "Gasse", "number": 7}
WEAVING: Json = ["Weaving", "Wool"]
SHAPES = {
    "flat": Shape(
        ("/given_name", "/score"),
        ("/given_name",),
        {"given_name": "Ada", "address": CLAIMS["address"], "courses": CLAIMS["courses"]},
    ),
    "nested": Shape(
        ("/address/city", "/address/street", "/courses/0", "/courses/2"),
        ("/address/street", "/courses/2"),
        {
            "given_name": "Ada",
            "score": 1.5,
            "address": {"country": "CH", "street": STREET},
            "courses": ["Brewing", WEAVING],
        },
    ),
    "recursive": Shape(
        ("/address", "/address/city", "/address/street", "/address/street/number", "/courses"),
        ("/address/street/number",),
        {"given_name": "Ada", "score": 1.5, "address": {"country": "CH", "street": STREET}},
    ),
    "decoys": Shape(
        ("/given_name", "/address/city", "/courses/1"),
        ("/courses/1",),
        {"address": {"country": "CH", "street": STREET}, "courses": CLAIMS["courses"], "score": 1.5},
        decoys=3,
    ),
    "nothing shown": Shape(
        ("/given_name", "/address", "/courses", "/score"),
        (),
        {},
    ),
}
each_shape = pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES.keys())


def ours(shape: Shape, *, bound: bool = True) -> SdJwt:
    """What we issue and present."""
    claims = {**CLAIMS, "cnf": {"jwk": public_jwk(HOLDER_KEY)}}
    made = conceal(claims, shape.concealed, decoys=shape.decoys)
    header: JsonObject = {"typ": "dc+sd-jwt", "kid": method_of()}
    signed = jose.sign_compact(header, json.dumps(made.payload).encode(), ISSUER_KEY, "ES256")
    written = SdJwt((signed,), made.disclosures)
    shown = choose(written, process(made.payload, made.disclosures), shape.shown)
    if not bound:
        return shown
    binding = binding_claims(shown, made.payload, audience=AUDIENCE, nonce=NONCE, at=datetime.now(UTC))
    token = jose.sign_compact({"typ": "kb+jwt"}, json.dumps(binding).encode(), HOLDER_KEY, "ES256")
    return replace(shown, key_binding=token)


def shown_of(claims: Json) -> JsonObject:
    """The claims that a shape is about."""
    assert isinstance(claims, dict)
    about = {*CLAIMS} - {"iss", "vct"}
    return {name: value for name, value in claims.items() if name in about}


def withheld(shown: SdJwt) -> SdJwt:
    """The same holder's signature over fewer disclosures."""
    return replace(shown, disclosures=shown.disclosures[:-1])


# PyPI's `sd-jwt`


def marks(value: Json, concealed: tuple[str, ...], at: str = "") -> Json:
    """The claims as their issuer is told what to conceal: `~` before a name, an element as the member `~`."""
    if isinstance(value, dict):
        return {
            ("~" if f"{at}/{name}" in concealed else "") + name: marks(each, concealed, f"{at}/{name}")
            for name, each in value.items()
        }
    if isinstance(value, list):
        inner = [(f"{at}/{index}", marks(each, concealed, f"{at}/{index}")) for index, each in enumerate(value)]
        return [{"~": each} if place in concealed else each for place, each in inner]
    return value


def wishes(value: Json, shown: tuple[str, ...], at: str = "") -> Json:
    """What their holder is told to show: everything on the way to a pointer; of the rest, nothing."""
    wanted = not at or any(each == at or each.startswith(f"{at}/") for each in shown)
    if isinstance(value, dict):
        return {name: wishes(each, shown, f"{at}/{name}") for name, each in value.items()} if wanted else {}
    if isinstance(value, list):
        return [wishes(each, shown, f"{at}/{index}") for index, each in enumerate(value)] if wanted else []
    return wanted


def presented_by_reference(sd_jwt: Other, issued: str, shape: Shape) -> str:
    key, wanted = private_jwk(HOLDER_KEY), wishes(CLAIMS, shape.shown)
    return sd_jwt.text("present", sd_jwt=issued, wanted=wanted, key=key, nonce=NONCE, audience=AUDIENCE, form="compact")


@each_shape
def test_what_the_reference_issues_and_presents_we_verify(sd_jwt: Other, shape: Shape) -> None:
    issued = sd_jwt.text(
        "issue",
        claims=marks(CLAIMS, shape.concealed),
        key=private_jwk(ISSUER_KEY),
        holder=public_jwk(HOLDER_KEY),
        header={"kid": method_of(), "typ": "dc+sd-jwt"},
        decoys=shape.decoys > 0,
        form="compact",
    )
    presented = presented_by_reference(sd_jwt, issued, shape)
    said, claims = we_find(presented, FOR_US)
    assert said == ("valid", "ok")
    assert shown_of(claims) == shape.seen
    assert we_say(issued, FOR_US) == ("invalid", "holder.missing")
    if shape.shown:
        signed, first, *rest = presented.split("~")
        assert we_say("~".join([signed, *rest]), FOR_US)[1] in ("holder.signature", "proof.disclosure"), first


@each_shape
def test_what_we_issue_and_present_the_reference_verifies(sd_jwt: Other, shape: Shape) -> None:
    presented = ours(shape)
    asked: JsonObject = {"key": public_jwk(ISSUER_KEY), "audience": AUDIENCE, "nonce": NONCE, "form": "compact"}
    assert we_say(write_compact(presented), FOR_US) == ("valid", "ok")
    assert shown_of(sd_jwt.ask("verify", sd_jwt=write_compact(presented), **asked)) == shape.seen
    with pytest.raises(Refused):
        sd_jwt.ask("verify", sd_jwt=write_compact(presented), **{**asked, "nonce": "another"})
    if shape.shown:
        with pytest.raises(Refused):
            sd_jwt.ask("verify", sd_jwt=write_compact(withheld(presented)), **asked)


@each_shape
def test_what_we_issue_the_reference_presents_and_both_verify(sd_jwt: Other, shape: Shape) -> None:
    claims = {**CLAIMS, "cnf": {"jwk": public_jwk(HOLDER_KEY)}}
    made = conceal(claims, shape.concealed, decoys=shape.decoys)
    header: JsonObject = {"typ": "dc+sd-jwt", "kid": method_of()}
    signed = jose.sign_compact(header, json.dumps(made.payload).encode(), ISSUER_KEY, "ES256")
    presented = presented_by_reference(sd_jwt, write_compact(SdJwt((signed,), made.disclosures)), shape)
    said, claims = we_find(presented, FOR_US)
    assert (said, shown_of(claims)) == (("valid", "ok"), shape.seen)
    asked: JsonObject = {"key": public_jwk(ISSUER_KEY), "audience": AUDIENCE, "nonce": NONCE, "form": "compact"}
    assert shown_of(sd_jwt.ask("verify", sd_jwt=presented, **asked)) == shape.seen


# npm's `@sd-jwt`


def frames(value: Json, concealed: tuple[str, ...], decoys: int, at: str = "") -> JsonObject:
    """Their disclosure frame: `_sd` with the names (or indexes) to conceal, and frames of what is deeper."""
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    frame: JsonObject = {}
    here: list[Json] = [name for name, _ in members if f"{at}/{name}" in concealed]
    if here:
        frame["_sd"] = here
        if decoys:
            frame["_sd_decoy"] = decoys
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, each in members:
        below = frames(each, concealed, decoys, f"{at}/{name}")
        if below:
            frame[str(name)] = below
    return frame


def dotted(shown: tuple[str, ...]) -> JsonObject:
    """Their presentation frame."""
    frame: JsonObject = {}
    for pointer in shown:
        at = frame
        *way, last = pointer.split("/")[1:]
        for name in way:
            inner = at.setdefault(name, {})
            assert isinstance(inner, dict)
            at = inner
        at[last] = True
    return frame


FORMS: dict[str, Callable[[SdJwt], Json]] = {
    "": write_compact,
    "Flattened": write_json_form,
    "General": lambda each: general(write_json_form(each)),
}
each_form = pytest.mark.parametrize("form", FORMS)


def general(flattened: JsonObject) -> JsonObject:
    """The same with its one signature in a list."""
    return {"payload": flattened["payload"], "signatures": [{k: v for k, v in flattened.items() if k != "payload"}]}


def issued_by_npm(tokens: Other, shape: Shape) -> str:
    return tokens.text(
        "issue",
        claims={**CLAIMS, "cnf": {"jwk": public_jwk(HOLDER_KEY)}},
        frame=frames(CLAIMS, shape.concealed, shape.decoys),
        key=private_jwk(ISSUER_KEY),
        kid=method_of(),
    )


@each_form
@each_shape
def test_what_npm_issues_and_presents_we_verify(tokens: Other, shape: Shape, form: str) -> None:
    presented: Json = tokens.text(
        "present",
        sdJwt=issued_by_npm(tokens, shape),
        frame=dotted(shape.shown),
        key=public_jwk(ISSUER_KEY),
        holder=private_jwk(HOLDER_KEY),
        audience=AUDIENCE,
        nonce=NONCE,
    )
    if form:
        presented = tokens.ask(f"as{form}", sdJwt=presented)
    said, claims = we_find(presented, FOR_US)
    assert said == ("valid", "ok")
    assert shown_of(claims) == shape.seen


@each_form
@each_shape
def test_what_we_issue_and_present_npm_verifies(tokens: Other, shape: Shape, form: str) -> None:
    def verified(presented: SdJwt, nonce: str = NONCE) -> Json:
        name = "document" if form else "sdJwt"
        return tokens.ask(f"verify{form}", key=public_jwk(ISSUER_KEY), nonce=nonce, **{name: FORMS[form](presented)})

    presented = ours(shape)
    assert we_say(FORMS[form](presented), FOR_US) == ("valid", "ok")
    assert shown_of(verified(presented)) == shape.seen
    with pytest.raises(Refused):
        verified(presented, "another")
    if shape.shown:
        with pytest.raises(Refused):
            verified(withheld(presented))


@each_shape
def test_what_npm_signs_in_the_general_form_we_verify(tokens: Other, shape: Shape) -> None:
    document = tokens.object(
        "issueGeneral",
        claims=CLAIMS,
        frame=frames(CLAIMS, shape.concealed, shape.decoys),
        key=private_jwk(ISSUER_KEY),
        kid=method_of(),
    )
    assert we_say(document) == ("invalid", "proof.malformed")  # `kid` in both headers: RFC 7515, section 7.2.1
    first = document["signatures"][0]  # type: ignore[index]
    del first["header"]["kid"]  # type: ignore[index,union-attr]
    said, claims = we_find(document)
    assert said == ("valid", "ok")
    assert shown_of(claims) == shown_of(CLAIMS)
    other: JsonObject = {**document, "payload": f"{document['payload']}A"}
    assert we_say(other)[0] == "invalid"
