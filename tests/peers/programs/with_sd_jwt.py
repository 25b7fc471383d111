"""PyPI's `sd-jwt`: an issuer, a holder and a verifier of SD-JWTs."""

from typing import Any

from jwcrypto.jwk import JWK
from lines import serve
from sd_jwt.common import SDObj
from sd_jwt.holder import SDJWTHolder
from sd_jwt.issuer import SDJWTIssuer
from sd_jwt.verifier import SDJWTVerifier


def marked(value: Any) -> Any:
    """A member's name, or an element, that begins with `~` is one to conceal."""
    if isinstance(value, dict):
        return {SDObj(name[1:]) if name[:1] == "~" else name: marked(each) for name, each in value.items()}
    if isinstance(value, list):
        return [SDObj(marked(each["~"])) if isinstance(each, dict) and "~" in each else marked(each) for each in value]
    return value


def issue(claims: Any, key: dict, holder: dict | None, header: dict, decoys: bool, form: str) -> str:
    return SDJWTIssuer(
        marked(claims),
        JWK(**key),
        holder_key=JWK(**holder) if holder else None,
        add_decoy_claims=decoys,
        serialization_format=form,
        extra_header_parameters=header,
    ).sd_jwt_issuance


def present(sd_jwt: str, wanted: Any, key: dict | None, nonce: str | None, audience: str | None, form: str) -> str:
    holder = SDJWTHolder(sd_jwt, serialization_format=form)
    holder.create_presentation(wanted, nonce, audience, JWK(**key) if key else None)
    return holder.sd_jwt_presentation


def verify(sd_jwt: str, key: dict, audience: str | None, nonce: str | None, form: str) -> Any:
    verifier = SDJWTVerifier(sd_jwt, lambda *_: JWK(**key), audience, nonce, serialization_format=form)
    return verifier.get_verified_payload()


serve({"issue": issue, "present": present, "verify": verify})
