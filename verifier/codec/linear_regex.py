"""Regular expressions of strangers over texts of strangers, in time that grows with their product and no faster.

Python's own engine goes back over what it has read, which a pattern made for it turns into hours. This one follows all
ways at once (Thompson, 1968). It knows what patterns in JSON Schema are recommended to use (JSON Schema 2020-12,
section 6.4): characters, classes, groups, alternatives, quantifiers, `^` and `$`. Anything else is Unsupported.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import partial

from verifier.errors import Unsupported

MAX_PATTERN = 1000  # characters
MAX_STATES = 4000
MAX_WORK = 400_000  # states times characters
MAX_GROUPS = 32  # one inside the other

_CLASS = re.compile(r"\[\^?(?:\\.|[^\]\\])+\]", re.DOTALL)
_ESCAPE = re.compile(r"\\(?:[dDsSwWtnrfv]|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|[^A-Za-z0-9])")
_COUNT = re.compile(r"\{([0-9]{1,4})(?:(,)([0-9]{1,4})?)?\}")
_OPTIONAL, _ANY, _MANY = (0, 1), (0, None), (1, None)


@dataclass
class _Program:
    """States by number: what they eat (a pattern for one character), or the states that stand for them."""

    eats: list[re.Pattern[str] | None] = field(default_factory=list)
    leads: list[list[int]] = field(default_factory=list)
    only: list[str] = field(default_factory=list)  # `^` or `$` where the way is open only there

    def add(self, eats: re.Pattern[str] | None = None, only: str = "") -> int:
        if len(self.eats) >= MAX_STATES:
            raise _unsupported()
        self.eats.append(eats)
        self.leads.append([])
        self.only.append(only)
        return len(self.eats) - 1


def search(pattern: str, text: str) -> bool:
    """Whether `pattern` is found anywhere in `text`. Raises Unsupported `schema.unsupported` (`part`: pattern)."""
    if len(pattern) > MAX_PATTERN:
        raise _unsupported()
    program = _Program()
    start = program.add()
    end, at = _alternatives(program, pattern, 0, start, 0)
    if at != len(pattern):
        raise _unsupported()
    if len(program.eats) * (len(text) + 1) > MAX_WORK:
        raise _unsupported()
    now: set[int] = set()
    for position in range(len(text) + 1):
        now = _follow(program, now | {start}, first=position == 0, last=position == len(text))
        if end in now:
            return True
        if position < len(text):
            now = _eat(program, now, text[position])
    return False


def _follow(program: _Program, states: set[int], *, first: bool, last: bool) -> set[int]:
    """Every state that is reached without eating."""
    reached, left = set(states), list(states)
    while left:
        state = left.pop()
        if program.eats[state] is not None or (program.only[state] == "^" and not first):
            continue
        if program.only[state] == "$" and not last:
            continue
        left += [each for each in program.leads[state] if each not in reached]
        reached.update(program.leads[state])
    return reached


def _eat(program: _Program, states: set[int], character: str) -> set[int]:
    found: set[int] = set()
    for state in states:
        eats = program.eats[state]
        if eats is not None and eats.fullmatch(character):
            found.update(program.leads[state])
    return found


def _alternatives(program: _Program, pattern: str, at: int, start: int, depth: int) -> tuple[int, int]:
    """(end state, where it stopped) of what stands between here and a closing bracket or the end."""
    if depth > MAX_GROUPS:
        raise _unsupported()
    end = program.add()
    while True:
        way = program.add()
        program.leads[start].append(way)
        way, at = _sequence(program, pattern, at, way, depth)
        program.leads[way].append(end)
        if pattern[at : at + 1] != "|":
            return end, at
        at += 1


def _sequence(program: _Program, pattern: str, at: int, state: int, depth: int) -> tuple[int, int]:
    while at < len(pattern) and pattern[at] not in "|)":
        begins = at
        draw = partial(_atom, program, pattern, begins, depth=depth)
        probe = program.add()  # read once to see where it ends; nothing leads there
        _, at = draw(probe)
        (least, most), at = _quantifier(pattern, at)
        for _ in range(least):
            state, _ = draw(state)
        if most is None:
            again = program.add()
            program.leads[state].append(again)
            ends, _ = draw(again)
            program.leads[ends].append(again)
            state = again
        else:
            done = program.add()
            for _ in range(most - least):
                program.leads[state].append(done)
                state, _ = draw(state)
            program.leads[state].append(done)
            state = done
    return state, at


def _quantifier(pattern: str, at: int) -> tuple[tuple[int, int | None], int]:
    sign = pattern[at : at + 1]
    times: tuple[int, int | None] = (1, 1)
    if sign and sign in "?*+":
        times, at = {"?": _OPTIONAL, "*": _ANY, "+": _MANY}[sign], at + 1
    elif sign == "{":
        found = _COUNT.match(pattern, at)
        if not found:
            raise _unsupported()
        least = int(found[1])
        times, at = (least, (int(found[3]) if found[3] else None) if found[2] else least), found.end()
        if times[1] is not None and times[1] < least:
            raise _unsupported()
    if pattern[at : at + 1] == "?":  # lazy: the same texts are found
        at += 1
    if pattern[at : at + 1] in ("*", "+", "{") and at < len(pattern):
        raise _unsupported()
    return times, at


def _atom(program: _Program, pattern: str, at: int, state: int, *, depth: int) -> tuple[int, int]:
    sign = pattern[at]
    if sign == "(":
        at += 1
        if pattern.startswith("?", at):
            if not pattern.startswith("?:", at):
                raise _unsupported()
            at += 2
        inside = program.add()
        program.leads[state].append(inside)
        end, at = _alternatives(program, pattern, at, inside, depth + 1)
        if pattern[at : at + 1] != ")":
            raise _unsupported()
        return end, at + 1
    if sign in "^$":
        here, after = program.add(only=sign), program.add()
        program.leads[state].append(here)
        program.leads[here].append(after)
        return after, at + 1
    return _character(program, pattern, at, state)


def _character(program: _Program, pattern: str, at: int, state: int) -> tuple[int, int]:
    sign = pattern[at]
    found = _CLASS.match(pattern, at) if sign == "[" else _ESCAPE.match(pattern, at) if sign == "\\" else None
    if (found is None and sign in "[]\\?*+{}") or (
        found and sign == "[" and re.search(r"\\[^dDsSwWtnrfvxu\W]", found[0])
    ):
        raise _unsupported()
    text = found[0] if found else sign if sign == "." else re.escape(sign)
    try:
        eats = re.compile(text.replace("[[", r"[\["), re.ASCII)
    except (re.error, FutureWarning) as error:
        raise _unsupported() from error
    here, after = program.add(eats), program.add()
    program.leads[state].append(here)
    program.leads[here].append(after)
    return after, at + len(found[0] if found else sign)


def _unsupported() -> Unsupported:
    return Unsupported("schema.unsupported", {"part": "pattern"})
