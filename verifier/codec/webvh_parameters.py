"""What the entries of a did:webvh log set for themselves and those that follow (did:webvh 1.0, Method Parameters).

Version 0.5 differs in what is read here alone: its witnesses have weights.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from verifier.errors import Json, JsonObject, Malformed, Unsupported

_METHODS = ("did:webvh:0.5", "did:webvh:1.0")  # in the order in which a log may change them
# What stands for "not in use". Early logs write null for it, which has to be understood.
_UNSET: Mapping[str, Json] = {
    "updateKeys": [],
    "nextKeyHashes": [],
    "witness": {},
    "watchers": [],
    "portable": False,
    "deactivated": False,
    "ttl": 3600,
}
_MOST = 100  # keys, hashes, witnesses, watchers
_LONGEST_TTL = 2**31


@dataclass(frozen=True)
class Witnesses:
    """Who has to agree to a version: did:key identifiers with the weight of each, and the sum that is needed."""

    threshold: int
    weights: Mapping[str, int]


@dataclass(frozen=True)
class Parameters:
    """What is in force after an entry. Keys are Multikeys, hashes base58btc multihashes."""

    method: str
    scid: str
    update_keys: tuple[str, ...]
    next_key_hashes: tuple[str, ...] = ()
    witnesses: Witnesses | None = None
    portable: bool = False
    deactivated: bool = False


def read_parameters(stated: Json, before: Parameters | None) -> Parameters:
    """The parameters after an entry that states `stated`; `before` are those of the entry before, None for the first.

    Raises Malformed `key.malformed`, and Unsupported `key.unsupported` for another version of the method.
    """
    if not isinstance(stated, dict):
        raise _malformed("parameters")
    method = _read_method(stated, before)
    if unknown := sorted(stated.keys() - _UNSET.keys() - {"method", "scid"}):
        raise _malformed(unknown[0][:80])
    given = {name: _UNSET[name] if value is None and name in _UNSET else value for name, value in stated.items()}
    if before is None:
        after = Parameters(method, _text(given.get("scid"), "scid"), _texts(given, "updateKeys"))
    else:
        if "scid" in given:
            raise _malformed("scid")
        after = replace(before, method=method)
        if before.next_key_hashes and not {"updateKeys", "nextKeyHashes"} <= given.keys():
            raise _malformed("nextKeyHashes")
        if "updateKeys" in given:
            after = replace(after, update_keys=_texts(given, "updateKeys"))
    return _read_others(given, after, is_first=before is None)


def _read_others(given: JsonObject, after: Parameters, *, is_first: bool) -> Parameters:
    if "nextKeyHashes" in given:
        after = replace(after, next_key_hashes=_texts(given, "nextKeyHashes"))
    if "witness" in given:
        after = replace(after, witnesses=_read_witnesses(given["witness"], after.method))
    if "portable" in given:
        portable = _truth(given["portable"], "portable")
        if portable and not is_first and not after.portable:
            raise _malformed("portable")
        after = replace(after, portable=portable)
    if "deactivated" in given:
        after = replace(after, deactivated=_truth(given["deactivated"], "deactivated"))
    _texts(given, "watchers")
    _number(given.get("ttl", 0), "ttl", 0, _LONGEST_TTL)
    return after


def _read_method(stated: JsonObject, before: Parameters | None) -> str:
    method = stated.get("method", before.method if before else None)
    if not isinstance(method, str):
        raise _malformed("method")
    if method not in _METHODS:
        raise Unsupported("key.unsupported", {"kind": method[:80]})
    if before and _METHODS.index(method) < _METHODS.index(before.method):
        raise _malformed("method")
    return method


def _read_witnesses(value: Json, method: str) -> Witnesses | None:
    if value == {}:
        return None
    entries = value.get("witnesses") if isinstance(value, dict) else None
    if not isinstance(value, dict) or not isinstance(entries, list) or not 1 <= len(entries) <= _MOST:
        raise _malformed("witness")
    weights: dict[str, int] = {}
    for entry in entries:
        name = _text(entry.get("id") if isinstance(entry, dict) else None, "witness")
        if not isinstance(entry, dict) or not name.startswith("did:key:z") or name in weights:
            raise _malformed("witness")
        weights[name] = 1 if method != _METHODS[0] else _number(entry.get("weight"), "witness", 1, _LONGEST_TTL)
    return Witnesses(_number(value.get("threshold"), "witness", 1, sum(weights.values())), weights)


def _texts(given: JsonObject, name: str) -> tuple[str, ...]:
    value = given.get(name, [])
    if not isinstance(value, list) or len(value) > _MOST:
        raise _malformed(name)
    return tuple(_text(each, name) for each in value)


def _text(value: Json, name: str) -> str:
    if not isinstance(value, str):
        raise _malformed(name)
    return value


def _truth(value: Json, name: str) -> bool:
    if not isinstance(value, bool):
        raise _malformed(name)
    return value


def _number(value: Json, name: str, least: int, most: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise _malformed(name)
    return value


def _malformed(name: str) -> Malformed:
    return Malformed("key.malformed", {"reason": "a parameter of the log is not as it has to be", "parameter": name})
