"""Every code that a person may meet has its sentence."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request

import wallet
from tests.world import NOW
from verifier.site.rendering import build_pages
from wallet import problems
from wallet.history import sentences
from wallet.history.service import Event

PACKAGE = Path(wallet.__file__).parent
# Codes that are put together: from a vault's `name.*` for the e-mail field and its `secret.*` for a passcode, from a
# fetch's `fetch.*` for a link.
NAMES = {f"{field}.{reason}" for field in ("name", "email") for reason in ("empty", "too_long", "control")}
PASSPHRASES = {f"passphrase.{reason}" for reason in ("too_short", "too_long", "characters", "is_name")}
PASSCODES = {"passcode.too_long", "passcode.characters"}
LINKS = {f"link.{reason}" for reason in ("refused", "timeout", "too_large", "redirects", "status", "failed", "offline")}


def _strings(files: Iterator[Path]) -> Iterator[str]:
    for path in files:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def _raised() -> set[str]:
    """The first argument of every `Problem(...)` in the package that is a literal, or one of two."""
    found = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Problem":
                first = node.args[0]
                either = (first.body, first.orelse) if isinstance(first, ast.IfExp) else (first,)
                found |= {str(each.value) for each in either if isinstance(each, ast.Constant)}
    return found


def _request() -> Request:
    app = Starlette()
    app.state.pages = build_pages([])
    return Request({"type": "http", "app": app, "headers": []})


def test_every_problem_has_a_sentence_and_every_sentence_a_problem() -> None:
    raised = _raised() | NAMES | PASSPHRASES | PASSCODES | LINKS
    assert "sign_in.wrong" in raised
    assert raised == set(problems.SENTENCES)


def test_every_entry_of_the_history_has_a_sentence_and_every_sentence_an_entry() -> None:
    files = (path for path in PACKAGE.rglob("*.py") if path.name != "sentences.py")
    assert {each for each in _strings(files) if each.startswith("history.")} - {"history."} == set(sentences.SENTENCES)


@pytest.mark.parametrize("code", sorted(sentences.SENTENCES))
@pytest.mark.parametrize(
    "facts", [{}, dict.fromkeys(("title", "titles", "label", "viewer"), "100 %s"), {"title": " ", "viewer": ""}]
)
def test_an_entry_is_told_whatever_facts_it_has(code: str, facts: dict[str, str]) -> None:
    told = sentences.sentence_of(_request(), Event(NOW, code, facts))
    assert told
    assert told != sentences.sentence_of(_request(), Event(NOW, "history.unheard_of", {}))
    assert "%(" not in told


def test_what_somebody_typed_stays_inside_its_quotation() -> None:
    viewer = "Bob”.\nYou deleted “everything\u202e"
    told = sentences.sentence_of(_request(), Event(NOW, "history.opened", {"viewer": viewer}))
    assert told == "A link was opened. Whoever did calls themselves “Bob'. You deleted 'everything”."
