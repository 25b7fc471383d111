"""A pathway as a picture: the target on top, below it what is asked for. The list beside it says the same."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from verifier.catalogue import clean
from wallet.pathways.rule_words import RuleLine

WIDTH = 640
_ROW, _GAP, _STEP, _TOP = 44, 12, 28, 60
_DEEPEST = 8  # rows further in are drawn no further in
MOST_ROWS = 60
_LONGEST, _PER_STEP = 60, 3  # characters that fit, fewer the further in


def draw_pathway(title: str, target: str, root: RuleLine) -> str:
    """SVG, safe as it is: every text is escaped, and drawn with classes of the style sheet."""
    rows = list(_rows(root, 0))[:MOST_ROWS]
    height = _TOP + len(rows) * (_ROW + _GAP)
    parts = [
        f'<svg class="path-picture" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{_text(title, 200)}">',
        f'<rect class="path-target" x="1" y="1" width="{WIDTH - 2}" height="{_ROW}" rx="8"/>',
        f'<text class="path-words path-words--target" x="16" y="29">{_text(target, _LONGEST)}</text>',
    ]
    tops: dict[int, int] = {-1: _ROW}
    for number, (depth, line) in enumerate(rows):
        top, left = _TOP + number * (_ROW + _GAP), 16 + min(depth, _DEEPEST) * _STEP
        middle = top + _ROW // 2
        parts.append(f'<path class="path-line" d="M{left - 10} {tops[depth - 1]}V{middle}H{left}"/>')
        parts.append(
            f'<rect class="path-stone path-stone--{line.kind}" x="{left}" y="{top}" width="{WIDTH - 1 - left}" '
            f'height="{_ROW}" rx="8"/>'
        )
        words = f"{line.title}: {line.sentence}" if line.title else line.sentence
        said = _text(words, _LONGEST - depth * _PER_STEP)
        parts.append(f'<text class="path-words" x="{left + 14}" y="{middle + 6}">{said}</text>')
        tops[depth] = top + _ROW
    parts.append("</svg>")
    return "".join(parts)


def _rows(line: RuleLine, depth: int) -> Iterator[tuple[int, RuleLine]]:
    yield depth, line
    for each in line.inside:
        yield from _rows(each, depth + 1)


def _text(text: str, longest: int) -> str:
    plain = clean(text, "en")
    return escape(plain if len(plain) <= longest else f"{plain[: longest - 1].rstrip()}…", quote=True)
