"""Words that have to fit into a picture: nobody can ask how wide they are drawn, so it is guessed on the safe side."""

from __future__ import annotations

from unicodedata import east_asian_width

_BROAD = frozenset("MWmw@%&…")
_CUT = "…"


def width_of(text: str, letter: float) -> float:
    """How wide it is at most, in px; `letter` is what one of the usual letters takes."""
    return sum(map(_share, text)) * letter


def _share(letter: str) -> float:
    if east_asian_width(letter) in "WF":
        return 2.0
    return 1.7 if letter in _BROAD else 1.2 if letter.isupper() else 1.0


def fit(text: str, room: float, letter: float) -> str:
    """The text in one line, cut short where it is wider than `room` (px)."""
    plain = " ".join(text.split())
    if width_of(plain, letter) <= room:
        return plain
    left = room - width_of(_CUT, letter)
    kept = 0
    while kept < len(plain) and width_of(plain[: kept + 1], letter) <= left:
        kept += 1
    return plain[:kept].rstrip() + _CUT


def wrap(text: str, room: float, letter: float, most: int) -> list[str]:
    """The text in at most so many lines, broken between words; the last is cut short where there is more."""
    words, lines = text.split(), [""]
    for place, word in enumerate(words):
        longer = f"{lines[-1]} {word}".strip()
        if width_of(longer, letter) <= room or not lines[-1]:
            lines[-1] = longer
        elif len(lines) < most:
            lines.append(word)
        else:
            lines[-1] = " ".join([lines[-1], *words[place:]])
            break
    return [fit(each, room, letter) for each in lines]
