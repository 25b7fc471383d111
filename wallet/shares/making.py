"""A view is made here, while the learner's vault is open: out of whole credentials and what was chosen of each.

What leaves is derived and signed once for one link. A base proof, a disclosure that was not chosen and a key of the
learner's never do.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace

from verifier import (
    Binding,
    Disclosable,
    Record,
    World,
    derive_credential,
    examine,
    present,
    read,
    read_disclosable,
    summarise,
)
from verifier.budget import Budget
from verifier.codec.keys import PrivateKey
from verifier.codec.multibase import encode_base64url
from verifier.derive import holds_base_proof
from verifier.disclosable import is_within
from verifier.errors import Unreachable, VerifierError
from verifier.examine import Examined
from verifier.present import is_presentable
from verifier.world import Answer
from wallet.accounts.holder_keys import find_holder_key
from wallet.accounts.service import SignedIn
from wallet.credentials.service import Kept, first_evidence, open_credential
from wallet.service import NotFound, Problem, Service
from wallet.shares.stacked import SharedStack, share_stack
from wallet.shares.view import Kind, Offer, View, ViewItem
from wallet.stacks.service import achievements_of, open_stack
from wallet.vault.keys import derive

LINK_CURVE = "Ed25519"


@dataclass(frozen=True)
class Choice:
    """What a learner chose of one credential. `pointers` (JSON pointers) count for a part and for a summary."""

    credential: str
    kind: Kind = Kind.WHOLE
    pointers: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Content:
    """What a link is to show, as the learner put it together; a view can be made of it again at any time. `stack`: the
    id of the learner's stack towards which it leads, if any."""

    choices: tuple[Choice, ...]
    from_name: str = ""
    note: str = ""
    offers: frozenset[Offer] = frozenset()
    stack: str = ""


@dataclass(frozen=True)
class _Made:
    """One item and the key that its credential is bound to, where the learner has that key."""

    item: ViewItem
    key: PrivateKey | None = None


def make_view(service: Service, signed_in: SignedIn, share_id: str, content: Content) -> View:
    """The view of `content` for the link of `share_id`, bound to that link and to nothing else.

    Raises NotFound for a credential that is not there; Problem `share.keeps_secrets` for one that carries what only its
    holder may have, `share.not_in_part` for a part of one that was signed as a whole, `share.pointer` for a part that
    cannot be shown by itself, `share.not_derived` where nothing can be derived, `share.nothing_to_present`,
    `share.stack_gone`.
    """
    kept = {each.credential: open_credential(service, signed_in, each.credential) for each in content.choices}
    audience = f"{service.settings.public_url}/s/{share_id}"
    nonce = _nonce(share_id, content, kept)
    link_key = holder_key_of(signed_in, share_id)
    link = Binding(link_key, audience, nonce)
    world = replace(service.world(), budget=Budget(times=len(content.choices)))  # all together wait as long as one may
    made = []
    for each in content.choices:
        with service.deriving:  # for each anew: a link with one credential does not wait for one with twenty
            made.append(_make(service, signed_in, kept[each.credential], each, link, world))
    presentation = b""
    if content.offers & {Offer.PRESENTATION, Offer.PDF}:
        with service.deriving:
            presentation = _present(made, Binding(_signer(made, link_key), audience, nonce), world)
    if Offer.PRESENTATION in content.offers and not presentation:
        raise Problem("share.nothing_to_present", "offers")
    items = tuple(each.item for each in made)
    stack = _stack(service, signed_in, content, kept) if content.stack else None
    return View(content.from_name, content.note, items, audience, nonce, content.offers, presentation, stack=stack)


def holder_key_of(signed_in: SignedIn, share_id: str) -> PrivateKey:
    """The key that signs for one link: another one for each, and never stored, because the vault's key gives it."""
    return PrivateKey(LINK_CURVE, derive(signed_in.key, f"holder of the link {share_id}"))


def _nonce(share_id: str, content: Content, kept: Mapping[str, Kept]) -> str:
    """The digest of link and content: whatever is signed for this view is signed for no other."""
    chosen = [
        [hashlib.sha256(kept[each.credential].raw).hexdigest(), each.kind, sorted(each.pointers), each.note]
        for each in content.choices
    ]
    whole = json.dumps([share_id, content.from_name, content.note, sorted(content.offers), chosen, content.stack])
    return encode_base64url(hashlib.sha256(whole.encode()).digest())


def _stack(service: Service, signed_in: SignedIn, content: Content, kept: Mapping[str, Kept]) -> SharedStack:
    """The learner's stack, as far as it concerns what is shown. A part may have fewer achievements than the whole, and
    their numbers other meanings: of several in one, decisions are handed on only with the whole."""
    try:
        own = open_stack(service, signed_in, content.stack)
    except NotFound as error:
        raise Problem("share.stack_gone", "stack") from error
    names: dict[str, str] = {}
    for number, choice in enumerate(content.choices, 1):
        ids = [each.id for each in achievements_of(kept[choice.credential])]
        if choice.kind is Kind.WHOLE or len(ids) == 1:
            names |= {each: f"{number}#{each.rpartition('#')[2]}" for each in ids}
    return share_stack(own.id, own.stack, names)


def _make(service: Service, signed_in: SignedIn, kept: Kept, choice: Choice, link: Binding, world: World) -> _Made:
    try:
        found = read_disclosable(kept.raw)
    except VerifierError:  # broken credentials can be shown, too: the checks stand beside them
        found = Disclosable(keeps_secrets=holds_base_proof(kept.raw))
    if choice.kind is Kind.SUMMARY:
        return _Made(_summary(kept, choice))
    if found.keeps_secrets:
        raise Problem("share.keeps_secrets", "credential")
    if choice.kind is Kind.PART and found.method is None:
        raise Problem("share.not_in_part", "credential")
    key = find_holder_key(service, signed_in, found.holder) if found.holder else None
    binding = Binding(key, link.audience, link.nonce) if key else link
    pointers = _pointers(found, choice)
    raw = _derived(kept.raw, pointers, world, binding) if found.method else kept.raw
    if holds_base_proof(raw):
        raise Problem("share.keeps_secrets", "credential")
    item = ViewItem(
        raw,
        _needed(raw, first_evidence(service, signed_in, kept.id), world),
        choice.note,
        choice.kind,
        _shown(found, pointers),
        _withheld(found, pointers),
        is_bound=key is not None and found.method == "sd-jwt",
    )
    return _Made(item, key)


def _pointers(found: Disclosable, choice: Choice) -> tuple[str, ...]:
    if choice.kind is Kind.WHOLE:
        return ("",)
    if not found.optional.issuperset(choice.pointers):
        raise Problem("share.pointer", "credential")
    return tuple(sorted(found.owed.union(choice.pointers)))


def _derived(raw: bytes, pointers: Sequence[str], world: World, binding: Binding) -> bytes:
    try:
        return derive_credential(raw, pointers, world, binding)
    except VerifierError as error:
        raise Problem(
            "share.pointer" if error.code == "proof.pointer" else "share.not_derived", "credential"
        ) from error


def _shown(found: Disclosable, pointers: tuple[str, ...]) -> tuple[str, ...]:
    return pointers if "" in pointers else tuple(sorted(found.shown_by(frozenset(pointers))))


def _withheld(found: Disclosable, pointers: tuple[str, ...]) -> tuple[str, ...]:
    if "" in pointers:
        return ()
    shown = found.shown_by(frozenset(pointers))
    return tuple(each.pointer for each in found.claims if each.pointer not in shown)


def _summary(kept: Kept, choice: Choice) -> ViewItem:
    """The chosen values and what was found when the whole was last checked; none of its bytes."""
    try:
        credential = read(kept.raw)
    except VerifierError:
        credential = None
    examined = Examined(kept.raw, kept.report, credential, kept.record)
    record = kept.record or Record()
    values = [each.path for element in fields(record) for each in getattr(record, element.name)]
    chosen = [each for each in values if any(is_within(each, pointer) for pointer in choice.pointers)]
    withheld = tuple(dict.fromkeys(each for each in values if each not in chosen))
    summary = summarise(examined, choice.pointers).as_json()
    return ViewItem(b"", {}, choice.note, choice.kind, tuple(dict.fromkeys(chosen)), withheld, summary)


def _needed(raw: bytes, evidence: Mapping[str, bytes], world: World) -> dict[str, bytes]:
    """The evidence that a verification of these bytes asks for: what belongs to a withheld part stays here."""
    asked: set[str] = set()

    def answer(url: str, _accept: str) -> Answer:
        asked.add(url)
        if url not in evidence:
            raise Unreachable("fetch.offline", {"url": url})
        return Answer(url, evidence[url])

    examine(raw, World(world.at, answer, fetch_personal=answer))
    return {url: body for url, body in evidence.items() if url in asked}


def _signer(made: Sequence[_Made], link_key: PrivateKey) -> PrivateKey:
    """The key that all bound credentials are bound to; the link's own where there is no such one."""
    keys = {each.key for each in made}
    only = next(iter(keys)) if len(keys) == 1 else None
    return only or link_key


def _present(made: Sequence[_Made], binding: Binding, world: World) -> bytes:
    raw = [each.item.credential for each in made if each.item.credential and is_presentable(each.item.credential)]
    return present(raw, binding, world) if raw else b""
