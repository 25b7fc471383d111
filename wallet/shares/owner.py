"""What only the learner sees of a link, and how it is sealed: one part that stays when it is over, one that goes."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from wallet.accounts.service import SignedIn
from wallet.shares.making import Choice, Content
from wallet.shares.tables import Share
from wallet.shares.view import Kind, Offer
from wallet.vault.blob import seal, unseal


class State(StrEnum):
    """Where a link stands. Once it has ended or is stopped, nothing brings it back."""

    ACTIVE = "active"
    PAUSED = "paused"
    USED_UP = "used_up"
    LOCKED = "locked"  # too many wrong passcodes
    ENDED = "ended"
    STOPPED = "stopped"

    @property
    def is_over(self) -> bool:
        return self in (State.ENDED, State.STOPPED)


@dataclass(frozen=True)
class Owner:
    """What only the learner sees of a link.

    `label`, `recipient` and `titles` stay when it is over. `content`, `link_key` (what stands after `#`), `data_key`
    (that the view is sealed under; a link of the first version has none) and `passcode` go with it: empty from then on.
    """

    label: str
    titles: tuple[str, ...]
    recipient: str = ""
    content: Content = field(default_factory=lambda: Content(()))
    link_key: str = field(default="", repr=False)
    data_key: bytes = field(default=b"", repr=False)
    passcode: str = field(default="", repr=False)

    @property
    def credentials(self) -> tuple[str, ...]:
        """The ids of the credentials that the link shows."""
        return tuple(each.credential for each in self.content.choices)


@dataclass(frozen=True)
class OwnShare:
    """One link, as its learner sees it. `ends_at` is the server's clock's; `tries_left` is None without a passcode."""

    id: str
    created_at: datetime
    ends_at: datetime
    stopped_at: datetime | None
    paused_at: datetime | None
    opens: int
    max_opens: int | None
    tries_left: int | None
    revision: int
    state: State
    owner: Owner


def own_share(signed_in: SignedIn, row: Share, now: datetime) -> OwnShare:
    """The row as its learner sees it at `now`. What has gone is not shown, even where the sweep has yet to come."""
    state = state_of(row, now)
    owner = _read(signed_in, row)
    return OwnShare(
        row.id,
        row.created_at,
        row.ends_at,
        row.stopped_at,
        row.paused_at,
        row.opens,
        row.max_opens,
        row.tries_left,
        row.revision,
        state,
        bury(owner) if state.is_over else owner,
    )


def state_of(row: Share, now: datetime) -> State:
    """Where a link stands at `now`."""
    if row.stopped_at is not None:
        return State.STOPPED
    if row.ends_at <= now or row.sealed_view is None:
        return State.ENDED
    is_used_up = row.max_opens is not None and row.opens >= row.max_opens
    return standing(row.paused_at, row.tries_left, is_used_up=is_used_up)


def standing(paused_at: datetime | None, tries_left: int | None, *, is_used_up: bool) -> State:
    """Where a link stands that is not over, by what its row says."""
    if paused_at is not None:
        return State.PAUSED
    if is_used_up:
        return State.USED_UP
    return State.LOCKED if tries_left == 0 else State.ACTIVE


def showed(signed_in: SignedIn, row: Share) -> tuple[str, ...]:
    """The ids of the credentials that a link shows, or showed where it has ended and was not swept yet."""
    return _read(signed_in, row).credentials


def bury(owner: Owner) -> Owner:
    """What stays of it when the link is over."""
    return Owner(owner.label, owner.titles, owner.recipient)


def seal_owner(signed_in: SignedIn, row: Share, owner: Owner) -> None:
    """Put `owner` into its two columns."""
    stays = {"label": owner.label, "titles": owner.titles, "recipient": owner.recipient}
    place = signed_in.place("share", row.id, "sealed_owner")
    row.sealed_owner = seal(signed_in.key, json.dumps(stays).encode(), place)
    inside = {
        "content": {**asdict(owner.content), "offers": sorted(owner.content.offers)},
        "link_key": owner.link_key,
        "data_key": b64encode(owner.data_key).decode(),
        "passcode": owner.passcode,
    }
    place = signed_in.place("share", row.id, "sealed_inside")
    row.sealed_inside = seal(signed_in.key, json.dumps(inside).encode(), place) if owner.link_key else None


def _read(signed_in: SignedIn, row: Share) -> Owner:
    stays = json.loads(unseal(signed_in.key, row.sealed_owner, signed_in.place("share", row.id, "sealed_owner")))
    owner = Owner(stays["label"], tuple(stays["titles"]), stays.get("recipient", ""))
    if "link_key" in stays:  # the first version: whole credentials, and everything in one column
        choices = tuple(Choice(each) for each in stays["credentials"])
        content = Content(choices, stays["from_name"], stays["note"])
        return replace(owner, content=content, link_key=stays["link_key"])
    if row.sealed_inside is None:
        return owner
    inside = json.loads(unseal(signed_in.key, row.sealed_inside, signed_in.place("share", row.id, "sealed_inside")))
    plain = inside["content"]
    choices = tuple(
        Choice(**{**each, "kind": Kind(each["kind"]), "pointers": tuple(each["pointers"])}) for each in plain["choices"]
    )
    offers = frozenset(Offer(each) for each in plain["offers"])
    return replace(
        owner,
        content=Content(**{**plain, "choices": choices, "offers": offers}),
        link_key=inside["link_key"],
        data_key=b64decode(inside["data_key"]),
        passcode=inside["passcode"],
    )
