from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.services.life import all_rows, at_once, keep_one
from tests.verifier.test_showing import sd
from tests.world import badge, signed
from verifier.codec.keys import PrivateKey, generate
from verifier.errors import JsonObject
from verifier.present import did_key_of
from wallet.accounts import holder_keys
from wallet.accounts.holder_keys import delete_holder_key, list_holder_keys, new_holder_key, open_holder_key
from wallet.accounts.service import SignedIn
from wallet.credentials.bound import titles_bound_to
from wallet.history.service import list_events
from wallet.service import NotFound, Problem, Service


def bound_to(key: PrivateKey, title: str) -> bytes:
    """An SD-JWT VC that names `key` as its holder's."""
    return sd(["/title"], key, {"vct": "urn:example:course", "title": title})


def noted(service: Service, learner: SignedIn) -> list[tuple[str, str]]:
    events = list_events(service, learner.learner_id, learner.box_private)
    return [(each.code, each.facts["label"]) for each in events if each.code.startswith("history.key_")]


def test_making_and_deleting_a_key_leave_their_trace(service: Service, ada: SignedIn) -> None:
    held = new_holder_key(service, ada, "For the bakers")
    assert noted(service, ada) == [("history.key_made", "For the bakers")]
    assert open_holder_key(service, ada, held.id) == held
    delete_holder_key(service, ada, held.id)
    assert set(noted(service, ada)) == {("history.key_made", held.label), ("history.key_deleted", held.label)}
    assert list_holder_keys(service, ada) == []


@pytest.mark.parametrize("act", [open_holder_key, delete_holder_key])
def test_a_key_of_another_or_of_nobody_is_not_there(
    service: Service, ada: SignedIn, bob: SignedIn, act: Callable[[Service, SignedIn, str], object]
) -> None:
    held = new_holder_key(service, ada, "")
    for strange in (held.id[:-1], "", "a\x00b", "\ud800", "x" * 10_000):
        with pytest.raises(NotFound):
            act(service, ada, strange)
    with pytest.raises(NotFound):
        act(service, bob, held.id)
    assert list_holder_keys(service, ada) == [held]


def test_many_who_delete_at_once_delete_once(service: Service, ada: SignedIn) -> None:
    held = new_holder_key(service, ada, "Once")
    results = at_once(6, lambda _: delete_holder_key(service, ada, held.id))
    assert all(each is None or isinstance(each, NotFound) for each in results), results
    assert noted(service, ada).count(("history.key_deleted", "Once")) == 1


def test_a_wallet_holds_only_so_many(service: Service, ada: SignedIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(holder_keys, "MOST_KEYS", 2)
    for _ in range(2):
        new_holder_key(service, ada, "")
    with pytest.raises(Problem, match=r"holder_key\.too_many"):
        new_holder_key(service, ada, "")


@pytest.mark.parametrize("curve", holder_keys.CURVES)
def test_neither_label_nor_private_half_is_stored_readably(service: Service, ada: SignedIn, curve: str) -> None:
    held = new_holder_key(service, ada, "For the bakers", curve)
    stored = repr(all_rows(service)).encode() + b"".join(
        value for rows in all_rows(service).values() for row in rows for value in row.values() if type(value) is bytes
    )
    for secret in (b"For the bakers", held.key.secret, held.key.secret.hex().encode(), did_key_of(held.key).encode()):
        assert secret not in stored
    assert held.key.secret.hex() not in repr(held)


def test_what_is_bound_to_a_key_is_named(service: Service, ada: SignedIn, bob: SignedIn) -> None:
    one, other = new_holder_key(service, ada, ""), new_holder_key(service, ada, "", "Ed25519")
    keep_one(service, ada, bound_to(one.key, "Rye bread"))
    subject = {**badge("Sourdough")}
    subject["credentialSubject"] = {**_object(subject["credentialSubject"]), "id": did_key_of(other.key)}
    keep_one(service, ada, signed(subject))
    keep_one(service, ada, signed(badge("Bound to nobody")))
    keep_one(service, bob, bound_to(one.key, "Of somebody else"))
    assert titles_bound_to(service, ada, one.key.public) == ["Rye bread"]
    assert titles_bound_to(service, ada, other.key.public) == ["Sourdough"]
    assert titles_bound_to(service, ada, generate("P-256").public) == []


def _object(value: object) -> JsonObject:
    assert isinstance(value, dict)
    return value
