"""The holder's signature over what is shown, for one reader and one occasion (RFC 9901, sections 4.3 and 7.3)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from verifier.codec import jose
from verifier.codec.json_text import read_json
from verifier.codec.jwt_claims import read_seconds, read_type
from verifier.codec.keys import PublicKey
from verifier.codec.sd_jwt import SdJwt, hash_of
from verifier.errors import Fact, Invalid, JsonObject, Malformed, Unsupported

_TYPE = "kb+jwt"
_REQUIRED = ("iat", "aud", "nonce", "sd_hash")
_SKEW = timedelta(minutes=5)  # how far a holder's clock may run ahead


def verify_binding(presented: SdJwt, payload: JsonObject, key: PublicKey) -> JsonObject:
    """The claims of the key-binding JWT, which has to be there, by the holder's `key`; `payload` is the issuer's.

    Raises Malformed `holder.malformed`, Unsupported `holder.unsupported`, and Invalid `holder.signature` where the key
    did not sign, or signed something else than these disclosures.
    """
    try:
        jws = jose.read_compact(presented.key_binding or "")
        claims = read_json(jws.payload)
        jose.verify(jws, key)
    except Invalid as error:
        raise Invalid("holder.signature", error.facts) from error
    except Unsupported as error:
        raise Unsupported("holder.unsupported", error.facts) from error
    except Malformed as error:
        raise Malformed("holder.malformed", {"because": error.code, **error.facts}) from error
    if not isinstance(claims, dict) or read_type(jws.protected) != _TYPE:
        raise Malformed("holder.malformed", {"reason": "not a key-binding token"})
    missing = [name for name in _REQUIRED if name not in claims]
    if missing:
        raise Malformed("holder.malformed", {"reason": "a claim is missing", "name": missing[0]})
    if claims["sd_hash"] != hash_of(payload)(presented.presented):
        raise Invalid("holder.signature", {"reason": "it is about other disclosures"})
    return claims


def check_occasion(claims: JsonObject, at: datetime, audience: str | None, nonce: str | None) -> Mapping[str, Fact]:
    """For whom and when a holder signed: facts. What a reader does not expect (None) decides nothing.

    Raises Invalid `holder.mismatch` for somebody else, for another occasion, and outside its own dates; Malformed
    `holder.malformed` for dates that are none.
    """
    named, signed_nonce = claims.get("aud"), claims.get("nonce")
    audiences = named if isinstance(named, list) else [] if named is None else [named]
    try:
        dates = {name: read_seconds(claims[name]) for name in ("iat", "nbf", "exp") if name in claims}
    except Malformed as error:
        raise Malformed("holder.malformed", error.facts) from error
    facts: dict[str, Fact] = {"audience": ", ".join(str(each) for each in audiences)[:300]}
    if signed_nonce is not None:
        facts["nonce"] = str(signed_nonce)[:300]
    if "iat" in dates:
        facts["created"] = dates["iat"].isoformat()
    problems = {
        "it was signed later than now": any(dates[each] > at + _SKEW for each in ("iat", "nbf") if each in dates),
        "it has ended": "exp" in dates and dates["exp"] <= at - _SKEW,
        "it was signed for somebody else": audience is not None and audience not in audiences,
        "it was signed for another occasion": nonce is not None and nonce != signed_nonce,
    }
    found = [reason for reason, is_so in problems.items() if is_so]
    if found:
        raise Invalid("holder.mismatch", {**facts, "reason": found[0]})
    return facts | {"replayable": True} if audience is None and nonce is None else facts
