"""The log of a did:webvh: every version of its document, each signed and chained to the one before (did:webvh 1.0).

A log holds as a whole or not at all: one entry that breaks a rule breaks it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from verifier.codec import data_integrity, jcs
from verifier.codec.json_text import read_json
from verifier.codec.keys import read_multikey
from verifier.codec.moments import read_moment
from verifier.codec.multibase import encode_base58
from verifier.codec.webvh_parameters import Parameters, Witnesses, read_parameters
from verifier.errors import Json, JsonObject, Malformed, VerifierError

MAX_BYTES = 512 * 1024  # of a log, and of its witnesses' file
MAX_VERSIONS = 200
_MOST_PROOFS = 3  # of one entry, each of which canonicalizes it
_MOST_WITNESS_PROOFS = 400
_MEMBERS = frozenset({"versionId", "versionTime", "parameters", "state", "proof"})
_PLACE = "{SCID}"
_PREFIX = "did:webvh:"
_SHA_256 = b"\x12\x20"  # multihash: the hash, and its length
_KEY_PREFIX = "did:key:"


@dataclass(frozen=True)
class Version:
    """One entry of a log that holds: `id` is `<number>-<hash>`, `document` the DID document from `time` on.

    `witnesses` are those who have to agree to it, None where nobody has to.
    """

    id: str
    time: datetime
    parameters: Parameters
    document: JsonObject
    witnesses: Witnesses | None


def read_log(raw: bytes, scid: str, at: datetime) -> tuple[Version, ...]:
    """The versions in a `did.jsonl`, oldest first, at least one. `scid` is the one in the DID that is looked up.

    What witnesses have to agree to is not checked here (see `check_witnesses`). Raises Malformed `key.malformed` or
    `structure.*` for a log that does not hold, Unsupported `key.unsupported` for one of another version.
    """
    if len(raw) > MAX_BYTES:
        raise _malformed("the log is too long")
    lines = [line for line in raw.split(b"\n") if line.strip()]
    if not 1 <= len(lines) <= MAX_VERSIONS:
        raise _malformed("the log is too long" if lines else "the log is empty")
    versions: list[Version] = []
    for line in lines:
        entry = read_json(line)
        if not isinstance(entry, dict) or entry.keys() != _MEMBERS:
            raise _malformed("an entry of the log is not as it has to be")
        versions.append(_read_entry(entry, versions[-1] if versions else None, scid, at))
    return tuple(versions)


def _read_entry(entry: JsonObject, before: Version | None, scid: str, at: datetime) -> Version:
    if before and before.parameters.deactivated:
        raise _malformed("the log goes on after its end")
    after = read_parameters(entry["parameters"], before.parameters if before else None)
    if after.scid != scid:
        raise _malformed("the log is another one's")
    if before is None:
        _check_scid(entry, scid)
    version_id = _check_hash(entry, before)
    time = _check_time(entry, before, at)
    document = _check_document(entry["state"], before, after)
    _check_signatures(entry, _authorised(before, after), at)
    witnesses = (before.parameters.witnesses if before else None) or after.witnesses
    return Version(version_id, time, after, document, witnesses)


def _check_scid(entry: JsonObject, scid: str) -> None:
    """The identifier is the hash of the first entry with a place for the identifier (Verify SCID)."""
    text = jcs.canonicalize({**data_integrity.unsecured(entry), "versionId": _PLACE})
    if multihash(jcs.canonicalize(read_json(text.replace(scid.encode(), _PLACE.encode())))) != scid:
        raise _malformed("the log does not begin as its identifier says")


def _check_hash(entry: JsonObject, before: Version | None) -> str:
    """The entry's `versionId`: its number, and the hash that chains it to the one before (Verify The Entry Hash)."""
    number = _number(before) + 1 if before else 1
    parameters = entry["parameters"]
    previous: Json = before.id if before else parameters["scid"] if isinstance(parameters, dict) else None
    expected = multihash(jcs.canonicalize({**data_integrity.unsecured(entry), "versionId": previous}))
    version_id = f"{number}-{expected}"
    if entry["versionId"] != version_id:
        raise _malformed("an entry of the log was changed", number)
    return version_id


def _check_time(entry: JsonObject, before: Version | None, at: datetime) -> datetime:
    """When the version was made: later than the one before, and not in the future when it was signed.

    A log may have gone on since `at`: what was dated and signed after it is no business of that moment.
    """
    time = read_moment(entry["versionTime"], zone_required=True)
    if time.utcoffset() != timedelta(0) or (before and time <= before.time):
        raise _malformed("the dates of the log are out of order")
    if time > at and any(_signed_by(each, at) for each in data_integrity.proofs_of(entry)):
        raise _malformed("an entry of the log is dated in the future")
    return time


def _signed_by(proof: Json, at: datetime) -> bool:
    """Whether the proof was made at `at` already; one without a date may have been."""
    created = proof.get("created") if isinstance(proof, dict) else None
    return created is None or read_moment(created) <= at


def _check_document(document: Json, before: Version | None, after: Parameters) -> JsonObject:
    """The document is this DID's. A DID that moved keeps its history, and says where it was (DID Portability)."""
    name = document.get("id") if isinstance(document, dict) else None
    if not isinstance(document, dict) or not isinstance(name, str) or scid_of(name) != after.scid:
        raise _malformed("the document is not the issuer's")
    if before and name != before.document["id"]:
        others = document.get("alsoKnownAs")
        known = isinstance(others, list) and before.document["id"] in others
        if not (known and before.parameters.portable and after.portable):
            raise _malformed("the identifier moved, and may not")
    return document


def _authorised(before: Version | None, after: Parameters) -> tuple[str, ...]:
    """The keys that may sign an entry (Authorized Keys). Where the one before promised its keys, only promised ones."""
    if before is None:
        return after.update_keys
    promised = before.parameters.next_key_hashes
    if not promised:
        return before.parameters.update_keys
    if not all(multihash(key.encode()) in promised for key in after.update_keys):
        raise _malformed("a key that the log did not promise")
    return after.update_keys


def _check_signatures(entry: JsonObject, keys: Sequence[str], at: datetime) -> None:
    proofs = data_integrity.proofs_of(entry)
    if not 1 <= len(proofs) <= _MOST_PROOFS:
        raise _malformed("an entry of the log is not signed")
    for proof in proofs:
        if signer_of(proof) not in [_KEY_PREFIX + key for key in keys]:
            raise _malformed("an entry of the log is signed with a key that may not")
        _check_proof(data_integrity.covered(entry, _as_object(proof)), _as_object(proof), at)


def signer_of(proof: Json) -> str | None:
    """The did:key that a proof says it is by; None where it does not say so."""
    method = proof.get("verificationMethod") if isinstance(proof, dict) else None
    name, _, key = method.partition("#") if isinstance(method, str) else ("", "", "")
    return name if key and name == _KEY_PREFIX + key else None


def _check_proof(document: JsonObject, proof: JsonObject, at: datetime) -> None:
    """An eddsa-jcs-2022 proof by the did:key that it names. Raises Malformed `key.malformed`."""
    kind = tuple(proof.get(name) for name in ("type", "cryptosuite", "proofPurpose"))
    try:
        if kind != ("DataIntegrityProof", "eddsa-jcs-2022", "assertionMethod"):
            raise _malformed("a signature of the log is of another kind")
        if "expires" in proof and read_moment(proof["expires"]) <= at:
            raise _malformed("a signature of the log has ended")
        key = read_multikey(str(signer_of(proof)).removeprefix(_KEY_PREFIX))
        scheme = data_integrity.scheme_for(key, data_integrity.EDDSA)
        message = data_integrity.jcs_hash(document, proof, scheme.hash_name)
        data_integrity.verify_value(key, message, proof, scheme)
    except VerifierError as error:
        if error.code == "key.malformed":
            raise
        raise _malformed("a signature of the log does not hold") from error


def check_witnesses(versions: Sequence[Version], raw: bytes, at: datetime) -> None:
    """Whether enough witnesses agreed to every version that needs it, by `raw`, the log's `did-witness.json`.

    Who agrees to a version agrees to all before it (Verifying Witness Proofs During Resolution). Proofs that do not
    hold, or are about what is not in the log, do not count. Raises Malformed `key.malformed`, `structure.*`.
    """
    named = {name for version in versions if version.witnesses for name in version.witnesses.weights}
    agreed = _agreed(raw, {version.id: place for place, version in enumerate(versions)}, named, at)
    for place, version in enumerate(versions):
        if version.witnesses is None:
            continue
        weights = version.witnesses.weights
        if sum(weights[name] for name in weights if agreed.get(name, -1) >= place) < version.witnesses.threshold:
            raise _malformed("too few witnesses of the log", _number(version))


def _agreed(raw: bytes, places: dict[str, int], named: set[str], at: datetime) -> dict[str, int]:
    """The place in the log of the last version that each witness signed."""
    entries = read_json(raw) if len(raw) <= MAX_BYTES else None
    if not isinstance(entries, list):
        raise _malformed("too few witnesses of the log")
    signed = [
        (places[entry_id], entry_id, proof)
        for entry_id, proofs in (
            (each.get("versionId"), each.get("proof")) for each in entries if isinstance(each, dict)
        )
        if isinstance(entry_id, str) and entry_id in places and isinstance(proofs, list)
        for proof in proofs
        if signer_of(proof) in named
    ]
    if len(signed) > _MOST_WITNESS_PROOFS:
        raise _malformed("the log is too long")
    agreed: dict[str, int] = {}
    for place, entry_id, proof in sorted(signed, key=lambda each: each[0]):
        try:
            _check_proof({"versionId": entry_id}, _as_object(proof), at)
        except Malformed:
            continue
        agreed[str(signer_of(proof))] = place
    return agreed


def multihash(data: bytes) -> str:
    """The SHA-256 multihash in base58btc, without a multibase prefix."""
    return encode_base58(_SHA_256 + hashlib.sha256(data).digest())


def scid_of(did: str) -> str | None:
    """The self-certifying part of a did:webvh; None for anything else."""
    scid, _, rest = did.removeprefix(_PREFIX).partition(":")
    return scid if did.startswith(_PREFIX) and rest else None


def _number(version: Version) -> int:
    return int(version.id.partition("-")[0])


def _as_object(proof: Json) -> JsonObject:
    return proof if isinstance(proof, dict) else {}


def _malformed(reason: str, version: int | None = None) -> Malformed:
    return Malformed("key.malformed", {"reason": reason} | ({"version": version} if version else {}))
