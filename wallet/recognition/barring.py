"""What counts nowhere in a stack, whatever the rules ask: how it stands, how old it is, where it counts already."""

from __future__ import annotations

from datetime import datetime

from wallet.recognition.achievement import Achievement, Trouble
from wallet.recognition.counting_policy import CountingPolicy, DoubleCount
from wallet.recognition.exclusions import Families
from wallet.recognition.shelf import Shelf

VALID = "valid"

# The first that holds is the reason.
_GRAVEST = (
    Trouble.REVOKED,
    Trouble.INVALID,
    Trouble.SUSPENDED,
    Trouble.UNDECIDED,
    Trouble.STATUS_UNKNOWN,
    Trouble.EXPIRED,
)


def troubles_of(achievement: Achievement, at: datetime) -> frozenset[Trouble]:
    """Its troubles, and that it ended where it has since it was verified."""
    ended = achievement.ends is not None and achievement.ends < at
    return achievement.standing.troubles | ({Trouble.EXPIRED} if ended else frozenset())


def barred(
    shelf: Shelf, policy: CountingPolicy, families: Families, elsewhere: frozenset[str], at: datetime
) -> dict[int, str]:
    """Index -> code of what keeps it from counting. `elsewhere`: ids of what counts in other stacks."""
    found: dict[int, str] = {}
    for index, each in enumerate(shelf.achievements):
        code = _standing(each, policy, at) or _age(each, policy, shelf) or _elsewhere(each, policy, elsewhere)
        if code:
            found[index] = code
    inside = dict(families)
    for whole, parts in families:
        gone = (each for each in parts if _is_withdrawn(shelf, each, policy, at))
        if whole not in found and any(whole not in inside.get(each, ()) for each in gone):
            found[whole] = "part.withdrawn"
    return found


def _standing(each: Achievement, policy: CountingPolicy, at: datetime) -> str:
    """A verdict that is not valid counts only where every one of its troubles is known and excused."""
    troubles = troubles_of(each, at)
    left = troubles - policy.excused
    for trouble in _GRAVEST:
        if trouble in left:
            return f"standing.{trouble.value}"
    if each.planned or each.standing.verdict == VALID or troubles:
        return ""
    return "standing.undecided"


def _age(each: Achievement, policy: CountingPolicy, shelf: Shelf) -> str:
    if policy.max_age is None:
        return ""
    if each.awarded is None:
        return "age.unknown"
    return "age.too_old" if each.awarded < policy.max_age.before(shelf.on) else ""


def _elsewhere(each: Achievement, policy: CountingPolicy, elsewhere: frozenset[str]) -> str:
    return "elsewhere" if policy.double_count is DoubleCount.NONE and each.id in elsewhere else ""


def _is_withdrawn(shelf: Shelf, index: int, policy: CountingPolicy, at: datetime) -> bool:
    """Whether a part was revoked, or is suspended and the policy does not let that pass."""
    troubles = troubles_of(shelf.achievements[index], at) - policy.excused
    return not troubles.isdisjoint({Trouble.REVOKED, Trouble.SUSPENDED})
