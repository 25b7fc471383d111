"""PyPI's `openvc-core`: issues, presents and verifies credentials as tokens and with Data Integrity proofs."""

from typing import Any

from lines import serve
from openvc import VerificationPolicy, signing_key_from_jwk, verify_credential
from openvc.proof.data_integrity import DataIntegrityProofSuite
from openvc.proof.di_ecdsa_rdfc import EcdsaRdfcProofSuite
from openvc.proof.di_jcs import EcdsaJcsProofSuite, EddsaJcsProofSuite
from openvc.proof.ecdsa_sd import EcdsaSdProofSuite
from openvc.proof.sd_jwt import SdJwtVcProofSuite
from openvc.proof.vc_jwt import VcJwtProofSuite
from openvc.proof.vp_jwt import VpJwtProofSuite
from openvc.status.issue import build_status_list_token
from openvc.status.token_status_list import new_status_list, set_status

SUITES = {
    "eddsa-rdfc-2022": DataIntegrityProofSuite,
    "eddsa-jcs-2022": EddsaJcsProofSuite,
    "ecdsa-rdfc-2019": EcdsaRdfcProofSuite,
    "ecdsa-jcs-2019": EcdsaJcsProofSuite,
}


def sign_jwt(credential: dict, key: dict, method: str) -> str:
    return VcJwtProofSuite().sign(credential, signing_key=signing_key_from_jwk(key, method))


def sign_presentation(credentials: list, key: dict, method: str, audience: str, nonce: str) -> str:
    signing = signing_key_from_jwk(key, method)
    holder = method.partition("#")[0]
    return VpJwtProofSuite().sign(credentials, holder_key=signing, audience=audience, nonce=nonce, holder=holder)


def verify_presentation(token: str, audience: str, nonce: str, key: dict) -> dict:
    found = VpJwtProofSuite().verify(token, audience=audience, nonce=nonce, holder_key_jwk=key)
    return {"holder": found.holder, "credentials": len(found.credentials)}


def issue_sd_jwt(claims: dict, key: dict, method: str, disclosable: list, holder: dict | None, decoys: int) -> str:
    signing = signing_key_from_jwk(key, method)
    return SdJwtVcProofSuite().issue(
        claims, signing_key=signing, disclosable=disclosable, holder_jwk=holder, decoys=decoys
    )


def present_sd_jwt(sd_jwt: str, key: dict, audience: str, nonce: str) -> str:
    signing = signing_key_from_jwk(key, "holder")
    return SdJwtVcProofSuite().create_presentation(sd_jwt, holder_key=signing, audience=audience, nonce=nonce)


def add_proof(suite: str, credential: dict, key: dict, method: str) -> dict:
    signing = signing_key_from_jwk(key, method)
    return SUITES[suite]().add_proof(credential, signing_key=signing, verification_method=method)


def add_base_proof(credential: dict, key: dict, method: str, pointers: list) -> dict:
    signing = signing_key_from_jwk(key, method)
    return EcdsaSdProofSuite().add_base_proof(
        credential, signing_key=signing, verification_method=method, mandatory_pointers=pointers
    )


def derive(credential: dict, pointers: list) -> dict:
    return EcdsaSdProofSuite().derive_proof(credential, selective_pointers=pointers)


def status_list(key: dict, method: str, uri: str, revoked: list) -> str:
    data = new_status_list(1000, bits=1)
    for index in revoked:
        set_status(data, index, 1, bits=1)
    return build_status_list_token(signing_key=signing_key_from_jwk(key, method), uri=uri, status_list=bytes(data))


def verify(credential: Any, audience: str | None = None, nonce: str | None = None, bound: bool = False) -> dict:
    policy = VerificationPolicy(audience=audience, nonce=nonce, require_key_binding=bound)
    found = verify_credential(credential, policy=policy)
    return {"issuer": found.issuer, "credential": found.credential, "bound": found.key_bound}


serve(
    {
        each.__name__: each
        for each in (
            sign_jwt,
            sign_presentation,
            verify_presentation,
            issue_sd_jwt,
            present_sd_jwt,
            add_proof,
            add_base_proof,
            derive,
            status_list,
            verify,
        )
    }
)
