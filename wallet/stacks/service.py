"""A learner's stacks: begun, looked at, decided about, given up. What counts is decided by the pure rules beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session, col, select

from wallet.accounts.service import SignedIn
from wallet.credentials.service import Kept, examined_of, list_summaries, open_credential
from wallet.history.service import add_event
from wallet.recognition.achievement import Achievement
from wallet.recognition.comparable import read_achievements
from wallet.recognition.counting_policy import DoubleCount
from wallet.recognition.engine import Circumstances, evaluate
from wallet.recognition.evaluation import Evaluation
from wallet.service import NotFound, Problem, Service, is_id, new_id
from wallet.stacks.stack import Seen, Stack, read_stack, seen_of, write_stack
from wallet.stacks.tables import StoredStack
from wallet.vault.blob import seal, unseal

MOST_STACKS = 50
_USING = ("item", "credits")  # kinds of rules that use up what counts in them

# Agreements and their signatures as of now: the feature of public documents offers them.
Agreed = Callable[[datetime], Circumstances]


def nothing_agreed(_at: datetime) -> Circumstances:
    """Where no agreement is known."""
    return Circumstances()


@dataclass(frozen=True)
class OwnStack:
    """One stack of the learner's."""

    id: str
    created_at: datetime
    stack: Stack


@dataclass(frozen=True)
class Evaluated:
    """A stack as it stands now, by these achievements. `before`: what the learner saw when they last looked."""

    own: OwnStack
    evaluation: Evaluation
    achievements: tuple[Achievement, ...]
    before: Seen | None


@dataclass(frozen=True)
class Holdings:
    """What a learner holds and what is agreed, at one moment."""

    at: datetime
    achievements: tuple[Achievement, ...]
    known: Circumstances


def start_stack(service: Service, signed_in: SignedIn, document: bytes) -> OwnStack:
    """Begin a stack on a pathway (its canonical JSON). Raises Problem `stack.too_many`, Unreadable."""
    stack = Stack(document)
    title = next(iter(stack.pathway.title.values()), "")
    row = StoredStack(id=new_id(), learner_id=signed_in.learner_id, created_at=service.now(), sealed_stack=b"")
    _seal(signed_in, row, stack)
    with service.database.writing() as session:
        if len(session.exec(select(StoredStack.id).where(StoredStack.learner_id == signed_in.learner_id)).all()) >= (
            MOST_STACKS
        ):
            raise Problem("stack.too_many")
        session.add(row)
        _tell(service, session, signed_in, "history.stack_started", title)
    return OwnStack(row.id, row.created_at, stack)


def list_stacks(service: Service, signed_in: SignedIn) -> list[OwnStack]:
    """Every stack of the learner, the newest first."""
    with service.database.reading() as session:
        rows = session.exec(
            select(StoredStack)
            .where(StoredStack.learner_id == signed_in.learner_id)
            .order_by(col(StoredStack.created_at).desc(), col(StoredStack.id))
        ).all()
    return [_own(signed_in, row) for row in rows]


def open_stack(service: Service, signed_in: SignedIn, stack_id: str) -> OwnStack:
    """Raises NotFound."""
    with service.database.reading() as session:
        return _own(signed_in, _row(session, signed_in, stack_id))


def change_stack(service: Service, signed_in: SignedIn, stack_id: str, change: Callable[[Stack], Stack]) -> OwnStack:
    """The stack after `change`, which sees what is there when nobody else writes. Raises NotFound."""
    with service.database.writing() as session:
        row = _row(session, signed_in, stack_id, lock=True)
        _seal(signed_in, row, change(_own(signed_in, row).stack))
        session.add(row)
    return open_stack(service, signed_in, stack_id)


def delete_stack(service: Service, signed_in: SignedIn, stack_id: str) -> None:
    """Give a stack up; the credentials stay. Raises NotFound."""
    with service.database.writing() as session:
        row = _row(session, signed_in, stack_id, lock=True)
        title = next(iter(_own(signed_in, row).stack.pathway.title.values()), "")
        session.delete(row)
        _tell(service, session, signed_in, "history.stack_deleted", title)
    service.database.forget()


def held_achievements(service: Service, signed_in: SignedIn) -> tuple[Achievement, ...]:
    """What all the learner's credentials say was achieved, as their last reports found them."""
    kept = [open_credential(service, signed_in, each.id) for each in list_summaries(service, signed_in)]
    return tuple(achievement for each in kept for achievement in achievements_of(each))


def achievements_of(kept: Kept) -> tuple[Achievement, ...]:
    """The achievements of one credential that is kept, with those that it carries."""
    return read_achievements(kept.id, examined_of(kept.raw, kept.record, kept.report))


def holdings(service: Service, signed_in: SignedIn, agreed: Agreed = nothing_agreed) -> Holdings:
    """Everything that every stack of the learner's is evaluated by, opened once."""
    now = service.now().replace(microsecond=0)
    return Holdings(now, held_achievements(service, signed_in), agreed(now))


def evaluate_stack(
    service: Service,
    signed_in: SignedIn,
    own: OwnStack,
    agreed: Agreed = nothing_agreed,
    more: Sequence[Achievement] = (),
) -> Evaluated:
    """How the stack stands now by everything that the learner holds, and `more` (what is planned)."""
    elsewhere = list_stacks(service, signed_in) if _is_jealous(own) else []
    return evaluate_held(own, holdings(service, signed_in, agreed), elsewhere, more)


def evaluate_held(
    own: OwnStack, held: Holdings, others: Sequence[OwnStack] = (), more: Sequence[Achievement] = ()
) -> Evaluated:
    """As `evaluate_stack`, by what was opened already; `others`: all stacks of the learner's."""
    achievements = (*held.achievements, *more)
    known = replace(
        held.known,
        decisions=own.stack.decisions,
        accepted=own.stack.accepted,
        elsewhere=_counted_before(own, held, others) if _is_jealous(own) else frozenset(),
        complete=True,
    )
    return Evaluated(own, evaluate(own.stack.pathway, achievements, held.at, known), achievements, own.stack.seen)


def counted_in(evaluation: Evaluation) -> frozenset[str]:
    """The ids of the achievements that count in it."""
    using = (each for each in evaluation.findings if each.kind in _USING)
    return frozenset(by.achievement for each in using for by in each.by)


def _is_jealous(own: OwnStack) -> bool:
    return own.stack.pathway.policy.double_count is DoubleCount.NONE


def _counted_before(own: OwnStack, held: Holdings, others: Sequence[OwnStack]) -> frozenset[str]:
    """What counts in the stacks that were begun before this one: the first to come keeps what it uses."""
    before = [each for each in others if (each.created_at, each.id) < (own.created_at, own.id)]
    counted: frozenset[str] = frozenset()
    for each in sorted(before, key=lambda one: (one.created_at, one.id)):
        known = replace(
            held.known,
            decisions=each.stack.decisions,
            accepted=each.stack.accepted,
            elsewhere=counted if _is_jealous(each) else frozenset(),
            complete=True,
        )
        counted |= counted_in(evaluate(each.stack.pathway, held.achievements, held.at, known))
    return counted


def remember_seen(service: Service, signed_in: SignedIn, evaluated: Evaluated) -> None:
    """Note what the learner saw, so that the next look can say what changed. Raises NotFound."""
    seen = seen_of(evaluated.evaluation)
    change_stack(service, signed_in, evaluated.own.id, lambda stack: replace(stack, seen=seen))


def _tell(service: Service, session: Session, signed_in: SignedIn, code: str, title: str) -> None:
    add_event(session, service, signed_in.learner_id, signed_in.box_public, code, {"title": title})


def _row(session: Session, signed_in: SignedIn, stack_id: str, *, lock: bool = False) -> StoredStack:
    row = session.get(StoredStack, stack_id, with_for_update=lock) if is_id(stack_id) else None
    if row is None or row.learner_id != signed_in.learner_id:
        raise NotFound
    return row


def _own(signed_in: SignedIn, row: StoredStack) -> OwnStack:
    raw = unseal(signed_in.key, row.sealed_stack, signed_in.place("stack", row.id, "sealed_stack"))
    return OwnStack(row.id, row.created_at, read_stack(raw))


def _seal(signed_in: SignedIn, row: StoredStack, stack: Stack) -> None:
    place = signed_in.place("stack", row.id, "sealed_stack")
    row.sealed_stack = seal(signed_in.key, write_stack(stack), place)
