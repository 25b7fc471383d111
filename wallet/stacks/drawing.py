"""A stack as a picture: stones on a path, one for each requirement, as full as it is met, and beside it what counts.

Pure: words in, SVG out. Colours and line styles are the style sheet's (classes); nothing is told by colour alone, for
each stone has its sign, its word and its numbers. What it shows stands in the table below it as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from html import escape

from wallet.recognition.finding import State
from wallet.stacks.picture_words import fit, wrap
from wallet.stacks.plain_pieces import Piece, PlainEvaluation, Requirement

MOST_NAMED = 3  # credentials beside one stone
_LINE = 20  # px from one line of text to the next
_GAP = 10  # px between two rows
_HEAD = 84  # px for the target
_MOST_LINES = 2  # of a name, and of what is said of it
# px that a usual letter is wide, on the safe side: of words, of what is set bold, of the target's name
_LETTER, _BOLD, _LARGE = 8.0, 9.0, 11.0
_STONE_LEFT, _SMALLEST, _WIDEST = 8, 52, 120  # px
_INDENT = 14  # px for each depth

# Signs inside the stones, on a field of 16 by 16.
_SIGNS = {
    State.MET: "M3 8.5l3.2 3.2L13 5",
    State.PARTIAL: "M8 2.5v11M8 2.5a5.5 5.5 0 0 1 0 11a5.5 5.5 0 0 1 0-11Z",
    State.MISSING: "M3.5 8h9",
    State.BLOCKED: "M8 3v6M8 12.5v.1",
    State.NOT_SHOWN: "M5.6 6a2.5 2.5 0 1 1 3.7 2.2c-.9.4-1.3.9-1.3 1.8M8 13v.1",
}


@dataclass(frozen=True)
class Canvas:
    """How wide it is (px) and which name its parts' ids begin with: the same picture may stand twice on a page."""

    width: int
    name: str

    def room(self, left: int) -> int:
        """The px from there to the right edge."""
        return max(self.width - left - 4, 60)


WIDE = Canvas(760, "wide")
NARROW = Canvas(344, "narrow")


def draw_stack(plain: PlainEvaluation, canvas: Canvas, title: str) -> str:
    """SVG markup that is safe as it is. `title` says what the picture shows; its description lists the numbers."""
    widest = max((each.weight for each in plain.requirements if not each.parts), default=Fraction(0))
    rows, top = [], _HEAD
    for each in plain.requirements[1:] if plain.requirements[0].parts else plain.requirements:
        drawn, height = _row(each, canvas, top, widest)
        rows.append(drawn)
        top += height + _GAP
    name = canvas.name
    described = f"{plain.word}. {plain.progress}. " + " ".join(_described(plain))
    return (
        f'<svg class="pile pile--{name}" viewBox="0 0 {canvas.width} {top}" width="{canvas.width}" height="{top}"'
        f' role="img" aria-labelledby="{name}-title {name}-desc">'
        f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-desc">{escape(described)}</desc>'
        f"{_head(plain, canvas)}{''.join(rows)}</svg>"
    )


def _described(plain: PlainEvaluation) -> Iterator[str]:
    for each in plain.requirements:
        if not each.parts:
            yield f"{each.title}: {each.word}{f', {each.progress}' if each.progress else ''}."


def _head(plain: PlainEvaluation, canvas: Canvas) -> str:
    """The target: its name, the numbers, and a bar as full as they are."""
    full = round(float(plain.share) * (canvas.width - 4))
    name = plain.target_title or plain.title
    return (
        _text(4, 22, "pile-title", fit(name, canvas.room(4), _LARGE))
        + _text(4, 44, "pile-words", fit(f"{plain.word} · {plain.progress}", canvas.room(4), _LETTER))
        + f'<rect class="pile-bar" x="2" y="54" width="{canvas.width - 4}" height="12" rx="6"/>'
        + (f'<rect class="pile-full" x="2" y="54" width="{max(full, 12)}" height="12" rx="6"/>' if full else "")
    )


def _row(each: Requirement, canvas: Canvas, top: int, widest: Fraction) -> tuple[str, int]:
    left = _STONE_LEFT + _INDENT * max(each.depth - 1, 0)
    if each.parts:
        words = fit(f"{each.title} · {each.word}", canvas.room(left), _BOLD)
        return _text(left, top + 18, "pile-group", words), _LINE + 6
    narrow = canvas is NARROW
    stone = _stone_width(each.weight, widest) // (2 if narrow else 1)
    stone = max(stone, _SMALLEST)
    column = (_SMALLEST if narrow else _WIDEST) + 16
    words_left = left + column + 4
    room = canvas.room(words_left)
    lines = [("pile-name", line) for line in wrap(each.title, room, _BOLD, _MOST_LINES)]
    said = [("pile-words", " · ".join(filter(None, (each.word, each.progress))))]
    said += [("pile-by", _counted(piece)) for piece in each.by[:MOST_NAMED]]
    if len(each.by) > MOST_NAMED:
        said.append(("pile-by", f"+ {len(each.by) - MOST_NAMED}"))
    lines += [(style, line) for style, text in said for line in wrap(text, room, _LETTER, _MOST_LINES)]
    height = max(len(lines) * _LINE + 8, 52)
    middle = left + column // 2 - 8
    drawn = _stone(each, canvas, (middle - stone // 2, top, stone, height)) + "".join(
        _text(words_left, top + 20 + place * _LINE, style, text) for place, (style, text) in enumerate(lines)
    )
    return f'<g class="{"" if each.needed else "pile-spare"}">{drawn}</g>', height


def _stone_width(weight: Fraction, widest: Fraction) -> int:
    share = float(weight / widest) ** 0.5 if widest else 0.5
    return round(_SMALLEST + (_WIDEST - _SMALLEST) * share)


def _stone(each: Requirement, canvas: Canvas, box: tuple[int, int, int, int]) -> str:
    """A round stone, filled from the ground up as far as the requirement is met, with its sign."""
    left, top, width, height = box
    shape = _outline(left, top, width, height)
    cut = f"{canvas.name}-{''.join(letter if letter.isalnum() else '-' for letter in each.rule)}"
    filled = round(float(each.share) * height)
    full = (
        f'<clipPath id="{cut}">'
        f'<rect x="{left}" y="{top + height - filled}" width="{width}" height="{filled}"/></clipPath>'
        f'<path class="pile-stone-full" d="{shape}" clip-path="url(#{cut})"/>'
        if filled
        else ""
    )
    x, y = left + width // 2 - 11, top + height // 2 - 11
    sign = (
        f'<circle class="pile-sign" cx="{x + 11}" cy="{y + 11}" r="12"/>'
        f'<path class="pile-mark" transform="translate({x + 3} {y + 3})" d="{_SIGNS[each.state]}"/>'
    )
    return f'<path class="pile-stone pile-stone--{each.state.value}" d="{shape}"/>{full}{sign}'


def _outline(left: int, top: int, width: int, height: int) -> str:
    """A rounded shape that is no ellipse: flatter below, as a stone that lies."""
    right, bottom, middle = left + width, top + height, left + width // 2
    shoulder, belly = top + height * 3 // 10, top + height * 7 // 10
    return (
        f"M{left} {belly}C{left} {shoulder} {left + width // 6} {top} {middle} {top}"
        f"C{right - width // 7} {top} {right} {shoulder} {right} {belly}"
        f"C{right} {bottom - 2} {right - width // 6} {bottom} {middle} {bottom}"
        f"C{left + width // 7} {bottom} {left} {bottom - 2} {left} {belly}Z"
    )


def _counted(piece: Piece) -> str:
    return " · ".join(filter(None, (piece.title, piece.amount, piece.grade)))


def _text(x: int, y: int, style: str, words: str) -> str:
    return f'<text class="{style}" x="{x}" y="{y}">{escape(words)}</text>'
