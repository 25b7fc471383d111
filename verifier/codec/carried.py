"""The credentials that a Comprehensive Learner Record carries, as the bytes that they came in.

CLR Standard 2.0, section on `ClrSubject`: `verifiableCredential` holds signed credentials, as objects or compact JWTs.
"""

from __future__ import annotations

import json
import re

from verifier.codec.json_text import read_members, split_json
from verifier.errors import Json, JsonObject

MOST = 1000  # the pipeline refuses far fewer, and says so
_CONTEXT = re.compile(r"https://purl\.imsglobal\.org/spec/clr/v2p0/context(?:-2\.0\.[0-9]{1,3})?\.json")


def read_carried(raw: bytes, document: JsonObject) -> tuple[bytes, ...]:
    """Each credential in `credentialSubject.verifiableCredential` of `document`, whose JSON text is `raw`.

    Objects come as the stretch of `raw` that they are, strings (compact JWTs) as their text, anything else as its JSON.
    Nothing where no context of the standard gives that member its meaning (see `carries_unread`). Raises Malformed
    `structure.too_many` for more than `MOST`, and what reading JSON raises.
    """
    subjects = document.get("credentialSubject")
    if not _carries_any(subjects) or not _means_it(document):
        return ()
    members = _listed(read_members(raw)["credentialSubject"], subjects)
    listed = subjects if isinstance(subjects, list) else [subjects]
    found: list[bytes] = []
    for text, subject in zip(members, listed, strict=True):
        if isinstance(subject, dict) and _carries(subject):
            carried = subject["verifiableCredential"]
            texts = _listed(read_members(text)["verifiableCredential"], carried)
            found += [_unquoted(each) for each in texts]
    return tuple(found)


def carries_unread(document: JsonObject) -> bool:
    """Whether there is such a member under a context that is not the standard's: then nobody knows what it means."""
    return _carries_any(document.get("credentialSubject")) and not _means_it(document)


def _means_it(document: JsonObject) -> bool:
    contexts = document.get("@context")
    named = contexts if isinstance(contexts, list) else [contexts]
    return any(isinstance(each, str) and _CONTEXT.fullmatch(each) for each in named)


def _carries_any(subjects: Json) -> bool:
    return any(_carries(each) for each in (subjects if isinstance(subjects, list) else [subjects]))


def _carries(subject: Json) -> bool:
    return isinstance(subject, dict) and subject.get("verifiableCredential") not in (None, [])


def _listed(raw: bytes, value: Json) -> list[bytes]:
    return split_json(raw, MOST) if isinstance(value, list) else [raw]


def _unquoted(raw: bytes) -> bytes:
    value = json.loads(raw) if raw.startswith(b'"') else None
    return value.encode() if isinstance(value, str) else raw
