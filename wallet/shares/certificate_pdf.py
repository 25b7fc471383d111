"""A reader's page as a document to print and to file: the same items, in the same words, as data for a template."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.requests import Request

from verifier.catalogue import clean, format_date, format_moment
from verifier.errors import Json, JsonObject
from verifier.examine import collect
from verifier.plain import PlainCheck, PlainReport, Tone, plain_report
from verifier.plain_record import Group, Line, Row
from verifier.site.i18n import language_of, lazy
from verifier.site.items import Item
from verifier.site.rendering import say
from wallet.shares.drawing import draw_view
from wallet.shares.examining import Opened
from wallet.shares.qr import draw_svg
from wallet.typesetting.press import Order
from wallet.web.sessions import service_of

LONGEST = 1500  # characters of one value
MOST_LINES = 12  # values of one element, and lines of one value
MOST_OUTCOMES = 30
MOST_ROWS = 40  # elements of one group
MOST_INSIDE = 40
_ENDS = lazy("The certificate itself names no end.")
_PART_ENDS = lazy("What is shown of the certificate names no end.")
_MORE = lazy(
    "Nothing was left out here. But it is proved piece by piece: whether more was signed, nobody can tell who reads it."
)
_OUTCOMES = {
    Tone.GOOD: lazy("In order"),
    Tone.AMBER: lazy("Take note"),
    Tone.BAD: lazy("Not in order"),
    Tone.UNSURE: lazy("Could not be told"),
    Tone.NONE: lazy("Nothing to check"),
}


def order_certificate(request: Request, opened: Opened, link: str) -> Order:
    """The document of an opened link. `link` is the whole link, empty where the paper does not lead back."""
    language, house = language_of(request), service_of(request)
    at = opened.items[0].report.at if opened.items else opened.opened_at
    items = draw_view(opened.view, opened.items, language)
    together = plain_report(collect(b"", opened.items, house.world()), language)
    host = urlsplit(house.settings.public_url).netloc
    name = _line(opened.view.from_name)
    heading = say(request, "Shared by %(name)s", {"name": name}) if name else say(request, "Shared with you")
    moment = format_moment(at, language)
    presentation = opened.view.presentation.decode("utf-8", "replace")
    data: JsonObject = {
        "title": f"{heading}, {moment}",
        "description": _line(together.sentence),
        "language": language,
        "foot": f"{host} · {moment}",
        "kicker": say(request, "Checked on %(moment)s", {"moment": moment}),
        "heading": heading,
        "lead": [
            say(request, "This is what %(host)s found at that moment. It may be otherwise by now.", {"host": host})
        ],
        "note": {"label": say(request, "With it came these words"), "text": _text(opened.view.note)},
        "together": _verdict(together) if len(items) > 1 else {"sentence": ""},
        "items": [_item(request, each) for each in items],
        "paper": {"label": say(request, "What this paper is"), "sentences": _paper(request, opened, link)},
        "link": {
            "text": link,
            "svg": str(draw_svg(link)) if link else "",
            "alt": say(request, "QR code of this link"),
        },
        "attached": _attached(request, presentation),
        "labels": {
            "by": say(request, "Issued by"),
            "checks": say(request, "How this was checked"),
            "asked": say(request, "What was asked"),
            "found": say(request, "What was found"),
            "inside": say(request, "It carries these certificates"),
            "undrawn": undrawn_sentence(request),
        },
    }
    return Order("certificate", data, at, presentation)


def undrawn_sentence(request: Request) -> str:
    """What stands on paper where a character had no font."""
    return say(
        request,
        "Some characters cannot be printed here, because no font for them is at hand: each stands as ▯. "
        "The page itself shows them.",
    )


def _paper(request: Request, opened: Opened, link: str) -> list[Json]:
    found: list[Json] = [say(request, "Paper can be changed, and proves nothing by itself.")]
    if link:
        day = format_date(opened.ends_at, language_of(request))
        found.append(
            say(
                request,
                "Whoever scans the code or opens the link sees it checked anew, until it stops on %(day)s.",
                {"day": day},
            )
        )
    if opened.view.presentation:
        found.append(say(request, "The signed certificates are inside this file, for a program that checks them."))
    return found


def _attached(request: Request, presentation: str) -> JsonObject:
    is_json = presentation.lstrip().startswith("{")
    return {
        "name": "cairn.json" if is_json else "cairn.jwt",
        "type": "application/vp" if is_json else "application/vp+jwt",
        "description": say(request, "The signed certificates"),
    }


def _item(request: Request, item: Item) -> JsonObject:
    says, language = item.says, language_of(request)
    bodies = [body.sentence for body in says.bodies if body.name not in item.plain.who]
    by = [each for each in (item.plain.who, *bodies) if each]
    ends = (
        say(request, "The certificate itself ends on %(day)s.", {"day": format_date(item.ends_on, language)})
        if item.ends_on
        else say(request, _PART_ENDS if item.is_part else _ENDS)
    )
    outcomes = _row(request, says.outcomes, MOST_OUTCOMES)
    groups: list[Json] = [_group(request, each) for each in says.groups]
    if says.outcomes.lines:
        groups.insert(0, {"label": says.outcomes.label, "rows": [{**outcomes, "label": ""}]})
    is_bad = item.plain.tone is Tone.BAD
    return {
        "verdict": _verdict(item.plain),
        "label": say(request, "This is a summary: checked by this service, not provable in part.")
        if item.kind == "summary"
        else "",
        "kind": _line(says.kind),
        "title": _line(says.title.text),
        "lang": says.title.language,
        "title_note": says.title.note,
        "by": [_line(each) for each in by] or ["…"],
        "caution": say(request, "These are the words of the file. Read them together with the finding.")
        if is_bad
        else "",
        "note": _text(item.note),
        "rows": [_row(request, each, MOST_LINES) for each in says.facts],
        "ends": ends,
        "groups": groups,
        "unbound": ""
        if item.bound
        else say(
            request,
            "The certificate can be checked; its sender cannot. Nothing here proves that the person who sent you this "
            "link is the learner.",
        ),
        "checks": [_check(request, each) for each in item.plain.checks],
        "hidden": _hidden(request, item),
        "inside": [f"{_line(each.says.title.text)} · {each.plain.word}" for each in item.inside[:MOST_INSIDE]],
    }


def _hidden(request: Request, item: Item) -> JsonObject:
    names: list[Json] = [_line(each) for each in item.withheld]
    if names:
        told = say(
            request, "The certificate holds more than this. These parts were left out by the person who shares it:"
        )
    elif item.kind == "part":
        told = say(request, "Nothing that can be left out.")
    elif item.kind == "summary":
        told = say(request, "The certificate itself, with its signature.")
    elif item.may_hold_more:
        told = say(request, _MORE)
    else:
        told = say(request, "Nothing: this is the whole certificate.")
    return {"label": say(request, "What is not shown"), "sentence": told, "names": names}


def _check(request: Request, check: PlainCheck) -> JsonObject:
    moment = format_moment(check.at, language_of(request))
    source = say(request, "Says who: %(source)s", {"source": check.source}) if check.source else ""
    return {
        "question": check.question,
        "answer": _line(check.answer),
        "tone": check.tone.value,
        "tone_word": say(request, _OUTCOMES[check.tone]),
        "when": " · ".join(each for each in (source, moment) if each),
    }


def _verdict(plain: PlainReport) -> JsonObject:
    return {
        "tone": plain.tone.value,
        "word": plain.word,
        "sentence": _line(plain.sentence),
        "advice": _line(plain.advice),
    }


def _group(request: Request, group: Group) -> JsonObject:
    return {"label": group.label, "rows": [_row(request, each, MOST_LINES) for each in group.rows[:MOST_ROWS]]}


def _row(request: Request, row: Row, most: int) -> JsonObject:
    left = len(row.lines) - most
    return {
        "label": row.label,
        "lines": [_said(each) for each in row.lines[:most]],
        "more": say(request, "And %(count)s more, not printed here.", {"count": left}) if left > 0 else "",
    }


def _said(line: Line) -> JsonObject:
    return {
        "text": _text(line.text),
        "lang": line.language,
        "aside": _line(line.aside),
        "note": _text(line.note),
    }


def _text(text: str) -> str:
    """Some lines of visible characters, with an ellipsis where more was there."""
    lines = [each for each in (_line(line) for line in text[: 2 * LONGEST].splitlines()) if each]
    shown = "\n".join(lines[:MOST_LINES])[:LONGEST]
    return shown if len(lines) <= MOST_LINES and len(text) <= LONGEST else f"{shown} …"


def _line(text: str) -> str:
    return clean(text, longest=LONGEST)
