"""From what was raised to a check. Here, and only here, errors are caught; a bug is logged and never valid."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from verifier.errors import Invalid, Malformed, VerifierError
from verifier.report import Check, Outcome

log = logging.getLogger(__name__)

_WORST_FIRST = (Outcome.FAIL, Outcome.UNKNOWN, Outcome.PASS, Outcome.ABSENT)


def guarded(name: str, step: Callable[[], Check]) -> Check:
    """What `step` found, or what its error says."""
    try:
        return step()
    except VerifierError as error:
        return as_check(name, error)
    except Exception:
        log.exception("step %s", name)
        return Check(name, Outcome.UNKNOWN, "internal")


def as_check(name: str, error: VerifierError) -> Check:
    """Invalid and Malformed fail; Unsupported and Unreachable leave the step open."""
    outcome = Outcome.FAIL if isinstance(error, Invalid | Malformed) else Outcome.UNKNOWN
    return Check(name, outcome, error.code, error.facts)


def worst_of(checks: Sequence[Check]) -> Check:
    """Fail before unknown before pass before absent; among passes, one with something to say; else the first."""
    return min(checks, key=lambda check: (_WORST_FIRST.index(check.outcome), check.code == "ok"))


def best_of(checks: Sequence[Check]) -> Check:
    """The other way round."""
    return max(checks, key=lambda check: _WORST_FIRST.index(check.outcome))
