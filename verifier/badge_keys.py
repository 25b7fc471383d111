"""With which key a signed Open Badge 2.0 was signed, and whether that one is its issuer's (section 4, and step 2).

Keys are named by the issuer's profile. Where that cannot be had, the reader's own key counts, or the one that the
assertion names where the policy accepts it.
"""

from __future__ import annotations

from contextlib import suppress

from verifier.codec import jose
from verifier.codec.badge_issuers import listed_keys, read_key
from verifier.codec.controllers import VerificationMethod, end_of, read_method
from verifier.codec.json_text import read_json
from verifier.codec.keys import PublicKey
from verifier.context import Context
from verifier.credential import Credential
from verifier.errors import Fact, Invalid, Malformed, VerifierError
from verifier.published_badges import fetch_object, issuer_of, proved_by
from verifier.report import Check, Outcome

ALGORITHMS = frozenset({"RS256", "ES256"})
_MOST_KEYS = 10


def find_key(
    credential: Credential, jws: jose.Jws, problem: VerifierError | None, context: Context
) -> tuple[PublicKey | None, Check]:
    """The key that the assertion `credential`, signed as `jws`, means, and whether its issuer publishes it as its own.

    `problem` is why the issuer's profile could not be read. Raises Malformed `key.malformed` where no key is named.
    """
    issuer, method = credential.issuer or "", credential.proofs[0].method
    if problem is not None:
        return _without_profile(credential, jws, problem, context)
    listed = listed_keys(issuer_of(credential.claims))
    method = method or (next(iter(listed)) if len(listed) == 1 else None)
    if method is None:
        raise Malformed("key.malformed", {"reason": "the proof names no key, or the credential no issuer"})
    try:
        document = listed.get(method) or fetch_object(method, context)
        key = read_key(document, method)
    except VerifierError as error:
        if method in listed:
            return None, Check("key", Outcome.UNKNOWN, error.code, error.facts)
        document, key = {}, None
    if method in listed and document.get("owner") == issuer:
        return key, Check("key", Outcome.PASS, "ok", proved_by([issuer, method]))
    if _was_listed(issuer, method, context):
        return key, Check("key", Outcome.UNKNOWN, "key.retired")
    return key, Check("key", Outcome.FAIL, "key.not_the_issuers")


def _was_listed(issuer: str, method: str, context: Context) -> bool:
    """Whether the profile that was kept at an earlier verification names the key."""
    try:
        profile = read_json(context.world.kept.get(issuer, b""))
    except Malformed:
        return False
    return isinstance(profile, dict) and method in listed_keys(profile)


def _without_profile(
    credential: Credential, jws: jose.Jws, problem: VerifierError, context: Context
) -> tuple[PublicKey | None, Check]:
    """The issuer's profile cannot be had: the reader's own key, or the one that the assertion names, whoever's."""
    issuer, named = credential.issuer or "", credential.proofs[0].method
    facts: dict[str, Fact] = {"from": "reader"}
    method = _handed_in(issuer, jws, context)
    key = method.key if method else None
    if method is None:
        facts = {"because": problem.code}
        method = _handed_in("", jws, context)
        key = method.key if method else None
        if key is None and named is not None:
            with suppress(VerifierError):
                key = read_key(fetch_object(named, context), named)
        if key is None or not context.policy.accept_key:
            return key, Check("key", Outcome.UNKNOWN, problem.code, problem.facts)
    ended = end_of(method, credential.claims.get("issuedOn"), context.at) if method else None
    if ended is None:
        return key, Check("key", Outcome.PASS, "key.accepted", facts)
    outcome = Outcome.FAIL if isinstance(ended, Invalid) else Outcome.UNKNOWN
    return key, Check("key", outcome, ended.code, {**facts, **ended.facts})


def _handed_in(issuer: str, jws: jose.Jws, context: Context) -> VerificationMethod | None:
    """The reader's key that made the signature; where none did, one that did not."""
    methods: list[VerificationMethod] = []
    for entry in context.world.keys.get(issuer, ())[:_MOST_KEYS]:
        with suppress(VerifierError):
            methods.append(read_method({"publicKeyJwk": entry} if "kty" in entry else entry, issuer, issuer))
    for each in methods[:-1]:
        with suppress(VerifierError):
            jose.verify(jws, each.key, ALGORITHMS)
            return each
    return methods[-1] if methods else None
