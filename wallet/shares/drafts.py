"""A link that is being put together: everything that the builder's form says, and what becomes of it.

The form is the only memory there is: nothing is kept of a draft.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from starlette.datastructures import FormData

from verifier.site.forms import text, texts
from wallet.shares.choosing import Board
from wallet.shares.making import Content
from wallet.shares.owner import Owner
from wallet.shares.terms_form import FIELDS as TERMS
from wallet.shares.terms_form import read_values
from wallet.shares.view import Kind, Offer

_FIELDS = ("from_name", "note", "reader", "stack")
_NOTHING: Mapping[str, str] = dict.fromkeys((*_FIELDS, *TERMS), "")


@dataclass(frozen=True)
class Shown:
    """What is chosen of one credential: how, the keys of the switches that are on, a note."""

    kind: Kind
    keys: frozenset[str] = frozenset()
    note: str = ""


@dataclass(frozen=True)
class Draft:
    """`shown` in the order of the link: credential's id -> what is shown of it. `typed` are the other fields."""

    shown: Mapping[str, Shown]
    typed: Mapping[str, str] = field(default_factory=dict)
    offers: frozenset[Offer] = frozenset()

    def content(self, boards: Mapping[str, Board]) -> Content:
        """What the link shows; `boards` has one for each credential."""
        choices = tuple(boards[name].choice(each.kind, each.keys, each.note) for name, each in self.shown.items())
        typed = {name: self.typed.get(name, "") for name in ("from_name", "note", "stack")}
        return Content(choices, offers=self.offers, **typed)


def new_draft(boards: Iterable[Board], from_name: str) -> Draft:
    """Where the builder begins: the best kind of each credential, with what an employer would ask for."""
    shown = {each.credential: Shown(each.kinds[0], each.preset("employer")) for each in boards}
    return Draft(shown, {**_NOTHING, "from_name": from_name, "end": "30d"})


def draft_of(owner: Owner, boards: Mapping[str, Board]) -> Draft:
    """Where the builder begins when a link is changed."""
    content = owner.content
    shown = {
        each.credential: Shown(each.kind, boards[each.credential].keys_of(each), each.note)
        for each in content.choices
        if each.credential in boards
    }
    return Draft(shown, {**_NOTHING, **_typed_of(content)}, content.offers)


def draft_for_stack(stack_id: str, keys: Mapping[str, frozenset[str]], boards: Mapping[str, Board], name: str) -> Draft:
    """Where the builder begins with a stack: of each credential that counts, the keys that its rules ask for."""
    shown = {each: Shown(board.kinds[0], keys[each]) for each, board in boards.items()}
    return Draft(shown, {**_NOTHING, "from_name": name, "end": "30d", "stack": stack_id})


def _typed_of(content: Content) -> dict[str, str]:
    return {"from_name": content.from_name, "note": content.note, "stack": content.stack}


def read_draft(fields: FormData, boards: Mapping[str, Board]) -> Draft:
    """What the form says, after the button that was pressed: a preset, a move, or a new credential."""
    shown = {
        name: _read_shown(fields, name, boards[name])
        for name in dict.fromkeys(texts(fields, "credential"))
        if name in boards
    }
    typed = {**read_values(fields), **{name: text(fields, name).strip() for name in _FIELDS}}
    known = {each.value for each in Offer}
    offers = frozenset(Offer(each) for each in texts(fields, "offer") if each in known)
    return _pressed(Draft(shown, typed, offers), text(fields, "action"), boards)


def _read_shown(fields: FormData, name: str, board: Board) -> Shown:
    kind, keys = text(fields, f"kind:{name}"), frozenset(texts(fields, f"show:{name}"))
    if not kind:  # it was not in the builder before
        return Shown(board.kinds[0], board.preset("employer"))
    chosen = Kind(kind) if kind in {each.value for each in board.kinds} else board.kinds[0]
    return Shown(chosen, keys, text(fields, f"note:{name}").strip())


def _pressed(draft: Draft, action: str, boards: Mapping[str, Board]) -> Draft:
    """`preset:<name>:<credential>`, `up:<credential>`, `remove:<credential>`; anything else changes nothing."""
    verb, _, rest = action.partition(":")
    value, _, name = rest.rpartition(":")
    shown = dict(draft.shown)
    if name not in shown:
        verb = ""
    if verb == "preset":
        kind = shown[name].kind if shown[name].kind is not Kind.WHOLE else _partly(boards[name])
        shown[name] = replace(shown[name], kind=kind, keys=boards[name].preset(value))
    elif verb == "remove":
        del shown[name]
    elif verb == "up":
        order = list(shown)
        place = order.index(name)
        order.insert(max(place - 1, 0), order.pop(place))
        shown = {each: shown[each] for each in order}
    shown = {each: replace(one, keys=boards[each].closed(one.keys)) for each, one in shown.items()}
    return replace(draft, shown=shown)


def _partly(board: Board) -> Kind:
    """The kind in which something is left out."""
    return next((each for each in board.kinds if each is not Kind.WHOLE), board.kinds[0])
