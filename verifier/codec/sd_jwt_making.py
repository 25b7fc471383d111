"""The other side of `sd_jwt`: an issuer conceals claims, a holder chooses what to show (RFC 9901, sections 4.2, 7.2).

Nothing here signs. The issuer signs what `conceal` gives; the holder signs `binding_claims` of what was chosen.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from verifier.codec.multibase import encode_base64url
from verifier.codec.sd_jwt import ALGORITHM, DEFAULT_ALGORITHM, DIGESTS, ELEMENT, Processed, SdJwt, hash_of
from verifier.errors import Json, JsonObject, Malformed

KEY_BINDING_TYPE = "kb+jwt"
_SALT = 16  # bytes: 128 bits (section 9.3)


def new_salt() -> str:
    """128 random bits in base64url."""
    return encode_base64url(secrets.token_bytes(_SALT))


@dataclass(frozen=True)
class Concealed:
    """What an issuer signs, and the disclosures that it hands over with it."""

    payload: JsonObject
    disclosures: tuple[str, ...]


def conceal(
    claims: JsonObject,
    pointers: Iterable[str],
    *,
    algorithm: str = DEFAULT_ALGORITHM,
    decoys: int = 0,
    salt: Callable[[], str] = new_salt,
) -> Concealed:
    """`claims` with a digest in the place of each value that a JSON pointer names.

    Where one pointer is below another, the inner value can only be shown with the outer one (section 4.2.6). Each
    object with digests gets `decoys` more that belong to nothing (section 4.2.5). Raises Malformed
    `structure.malformed` for a pointer to nothing, Unsupported `proof.unsupported` for an unknown algorithm.
    """
    digest = hash_of({ALGORITHM: algorithm})
    payload: JsonObject = json.loads(json.dumps({**claims, ALGORITHM: algorithm}))
    disclosures: list[str] = []
    below: dict[str, list[str]] = {}
    for pointer in sorted(set(pointers)):
        parent, _, token = pointer.rpartition("/")
        below.setdefault(parent, []).append(token.replace("~1", "/").replace("~0", "~"))
    for parent in sorted(below, key=lambda each: each.count("/"), reverse=True):  # what is inside is hashed first
        holder = _find(payload, parent)
        if isinstance(holder, dict):
            made = [_encode([salt(), token, _taken(holder, token)]) for token in below[parent]]
            # The order says nothing about the claims (section 4.2.4.1).
            holder[DIGESTS] = [*sorted([*map(digest, made), *(digest(salt()) for _ in range(decoys))])]
        else:
            made = []
            for token in below[parent]:
                index = _index(holder, token)
                made.append(_encode([salt(), holder[index]]))
                holder[index] = {ELEMENT: digest(made[-1])}
        disclosures = made + disclosures
    return Concealed(payload, tuple(disclosures))


def _find(document: JsonObject, pointer: str) -> JsonObject | list[Json]:
    value: Json = document
    for token in pointer.split("/")[1:]:
        name = token.replace("~1", "/").replace("~0", "~")
        if isinstance(value, dict):
            value = value.get(name)
        elif isinstance(value, list):
            value = value[_index(value, name)]
    if not isinstance(value, dict | list):
        raise _nothing_there(pointer)
    return value


def _taken(holder: JsonObject, name: str) -> Json:
    if name not in holder or name in (DIGESTS, ELEMENT, ALGORITHM):
        raise _nothing_there(name)
    return holder.pop(name)


def _index(holder: list[Json], token: str) -> int:
    if not (token.isascii() and token.isdecimal() and int(token) < len(holder)):
        raise _nothing_there(token)
    return int(token)


def _nothing_there(place: str) -> Malformed:
    return Malformed("structure.malformed", {"reason": "nothing stands there", "path": place[:200]})


def _encode(parts: list[Json]) -> str:
    return encode_base64url(json.dumps(parts, ensure_ascii=False).encode())


def choose(sd_jwt: SdJwt, whole: Processed, pointers: Iterable[str]) -> SdJwt:
    """The SD-JWT with no more than is needed to show `pointers`, and without a key-binding JWT (section 7.2).

    `whole` is what `process` makes of all its disclosures; pointers lead into `whole.claims`. Showing a value shows
    what it stands in, and of what is concealed below it nothing that is not named too.
    """
    wanted = {_above(pointer, depth) for pointer in pointers for depth in range(1, pointer.count("/") + 1)}
    shown = {encoded for pointer, encoded in whole.disclosed.items() if pointer in wanted}
    return replace(sd_jwt, disclosures=tuple(each for each in sd_jwt.disclosures if each in shown), key_binding=None)


def _above(pointer: str, depth: int) -> str:
    return "/".join(pointer.split("/")[: depth + 1])


def binding_claims(sd_jwt: SdJwt, payload: JsonObject, *, audience: str, nonce: str, at: datetime) -> JsonObject:
    """The claims of a key-binding JWT over exactly these disclosures (section 4.3). Its `typ` is `kb+jwt`.

    `payload` is the issuer's, as signed: its `_sd_alg` says how to hash. Raises Unsupported `proof.unsupported`.
    """
    digest = hash_of(payload)
    return {"iat": int(at.timestamp()), "aud": audience, "nonce": nonce, "sd_hash": digest(sd_jwt.presented)}


def write_compact(sd_jwt: SdJwt) -> str:
    """The compact form; of several signatures the first (section 4)."""
    return sd_jwt.presented + (sd_jwt.key_binding or "")


def write_json_form(sd_jwt: SdJwt) -> JsonObject:
    """The flattened JSON serialisation; the general one where there are several signatures (section 8)."""
    header: JsonObject = {"disclosures": list(sd_jwt.disclosures)}
    if sd_jwt.key_binding is not None:
        header["kb_jwt"] = sd_jwt.key_binding
    parts = [jwt.split(".") for jwt in sd_jwt.signed]
    signatures: list[Json] = [{"protected": protected, "signature": signature} for protected, _, signature in parts]
    first = signatures[0]
    assert isinstance(first, dict)
    first["header"] = header
    return {"payload": parts[0][1], **first} if len(parts) == 1 else {"payload": parts[0][1], "signatures": signatures}
