"""What a reader sees of a link: its view, and each item examined at this moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256

from verifier import Examined, Policy, Summary, World, examine, examine_summary
from verifier.policy import DEFAULT
from verifier.report import PRECEDENCE, worst
from verifier.world import TrustedIssuer
from wallet.recognition.document import Unreadable
from wallet.service import NotFound, Service
from wallet.shares.stacked import Towards, evaluate_shared
from wallet.shares.tables import Share
from wallet.shares.view import View, ViewItem, read_view
from wallet.stacks.agreed import agreed_in
from wallet.vault.blob import Place, unseal
from wallet.vault.errors import VaultError


@dataclass(frozen=True)
class Opened:
    """A link as its reader sees it. `digest` (SHA-256, hex) is the view's, `revision` which of the link's views it is.

    `cookie` is the value that lets the reader's browser see it again for a while. `towards`: how far the items lead,
    where the learner shares a stack.
    """

    share_id: str
    opened_at: datetime
    ends_at: datetime
    view: View
    items: tuple[Examined, ...]
    revision: int = 1
    digest: str = ""
    cookie: str = field(default="", repr=False)
    towards: Towards | None = None

    @property
    def worst(self) -> Examined:
        """The item that decides the share's verdict, the gravest finding first: a forgery before what has ended."""
        verdict = worst([each.report.verdict for each in self.items])
        return min((each for each in self.items if each.report.verdict is verdict), key=_gravity)


@dataclass(frozen=True)
class Eyes:
    """How a reader looks: whom they know beside those whom the service knows, and what they ask for."""

    trusted: tuple[TrustedIssuer, ...] = ()
    policy: Policy = DEFAULT


ANYBODY = Eyes()


def examine_share(service: Service, row: Share, data_key: bytes, opened_at: datetime, eyes: Eyes = ANYBODY) -> Opened:
    """Unseal the row's view and verify all of it now. Raises NotFound where it does not open."""
    try:
        raw = unseal(data_key, row.sealed_view or b"", Place("share", row.id, "sealed_view", row.learner_id))
    except VaultError as error:
        raise NotFound from error
    view = read_view(raw)
    world = service.world()
    world = replace(world, trusted=(*eyes.trusted, *world.trusted))
    items = examine_view(view, world, eyes.policy)
    opened = Opened(row.id, opened_at, row.ends_at, view, items, row.revision, sha256(raw).hexdigest())
    return replace(opened, towards=evaluate_view(service, view, items, world.at))


def evaluate_view(service: Service, view: View, items: Sequence[Examined], at: datetime) -> Towards | None:
    """How far the items lead; None where the view names no pathway, or one that this version does not read."""
    if view.stack is None:
        return None
    try:
        return evaluate_shared(view.stack, items, at, agreed_in(service)(at))
    except Unreadable:
        return None


def examine_view(view: View, world: World, policy: Policy = DEFAULT) -> tuple[Examined, ...]:
    """Each item of a view as a reader with this policy finds it; a holder's signature has to be made for this view."""
    bound = replace(policy, audience=view.audience, nonce=view.nonce)
    return tuple(_examine(each, world, bound if each.is_bound else policy) for each in view.items)


def _examine(item: ViewItem, world: World, policy: Policy) -> Examined:
    if item.summary is not None:
        return examine_summary(Summary.from_json(item.summary), world)
    return examine(item.credential, replace(world, kept=item.evidence), policy)


def _gravity(examined: Examined) -> int:
    step = examined.report.code.partition(".")[0]
    return PRECEDENCE.index(step) if step in PRECEDENCE else len(PRECEDENCE)
