"""A good credential that is changed in every way, and how long judging the result may take."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from tests.costs import measured
from tests.issuing import LIST_URL, credential, entry, sign, status_list
from tests.world import NOW, FakeWeb
from verifier.errors import Json, JsonObject
from verifier.examine import examine
from verifier.report import Verdict
from verifier.world import World

Path = tuple[str | int, ...]
ACHIEVEMENT = ("credentialSubject", "achievement")
SECONDS, MEGABYTES = 2.0, 200  # for one hostile document: one of the processor's by itself, more where others use it


@cache
def rich_text() -> str:
    """As `rich`, in JSON."""
    document = credential(
        validUntil="2027-01-01T00:00:00Z",
        credentialStatus=[entry("1"), entry("2", "suspension")],
        evidence=[{"id": "https://school.example/e/1", "type": ["Evidence"], "name": "Three loaves"}],
        credentialSubject={
            "id": "did:example:learner",
            "type": ["AchievementSubject"],
            "identifier": [
                {"type": "IdentityObject", "hashed": False, "identityHash": "Ada", "identityType": "name"},
            ],
            "result": [{"type": ["Result"], "resultDescription": "urn:x:grade", "value": "1.3"}],
            "achievement": {
                "id": "https://school.example/achievements/1",
                "type": ["Achievement"],
                "achievementType": "MicroCredential",
                "name": "Baking bread",
                "description": "Flour, water, salt, time.",
                "criteria": {"narrative": "Bake three loaves."},
                "creditsAvailable": 2.5,
                "tag": ["bread", "oven"],
                "alignment": [
                    {"type": ["Alignment"], "targetName": "Baking", "targetUrl": "http://data.europa.eu/esco/skill/1"},
                    {"type": ["Alignment"], "targetName": "Timing", "targetUrl": "http://data.europa.eu/esco/skill/2"},
                ],
                "resultDescription": [
                    {"id": "urn:x:grade", "type": ["ResultDescription"], "name": "Grade", "resultType": "LetterGrade"},
                ],
            },
        },
    )
    return json.dumps(sign(document))


def rich() -> JsonObject:
    """A signed credential with something of everything."""
    document: JsonObject = json.loads(rich_text())
    return document


@cache
def _list() -> bytes:
    return json.dumps(sign(status_list(purpose=["revocation", "suspension"]))).encode()


def judge(document: Json | bytes) -> Verdict:
    """What is said of it where its status list can be had."""
    web = FakeWeb()
    web.put(LIST_URL, _list())
    raw = document if isinstance(document, bytes) else json.dumps(document).encode()
    return examine(raw, World(NOW, web.fetch)).report.verdict


@contextmanager
def in_bounded_time() -> Iterator[None]:
    """Fails where what is done inside costs more than SECONDS or MEGABYTES."""
    with measured() as cost:
        yield
    assert cost.seconds < SECONDS
    assert cost.megabytes < MEGABYTES


def paths(value: Json, path: Path = ()) -> Iterator[Path]:
    """Every place below `value`."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in items:
        yield (*path, key)
        yield from paths(child, (*path, key))


def at(document: Json, path: Path) -> Json:
    for key in path:
        document = document[key]  # type: ignore[index,call-overload]
    return document


def edited(document: JsonObject, path: Path, change: Callable[..., object]) -> JsonObject:
    """A copy after `change(parent, key)` at `path`."""
    result = copy.deepcopy(document)
    change(at(result, path[:-1]), path[-1])
    return result


def replace_by(value: Json) -> Callable[..., None]:
    """A change for `edited`."""

    def change(parent, key) -> None:
        parent[key] = value

    return change


def others(value: Json) -> Iterator[Json]:
    """Values that are not `value`."""
    if isinstance(value, bool):
        yield from (not value, None, "x")
    elif isinstance(value, str):
        yield from (value + "x", value.swapcase(), "", 7, {"id": "urn:x:1"})
    elif isinstance(value, int | float):
        yield from (value + 1, -value, str(value), None)
    elif isinstance(value, dict):
        yield from ("urn:x:other", 7, {**value, "id": "urn:x:other"}, {**value, "unheard": 1})
    else:
        yield from ("urn:x:other", [*value, "urn:x:other"], 7)


values: st.SearchStrategy[Json] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["id", "type", "@context", "@id", "@type", "name", "proof", "issuer", "credentialSubject"])
            | st.text(max_size=10),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)
FEW = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
