"""What happened, in words: for each code the sentences to choose from, the first whose fact is known."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request

from verifier.site.i18n import lazy
from verifier.site.rendering import say
from wallet.history.service import Event

# code -> (the fact that the sentence needs, or nothing; the sentence)
SENTENCES: Mapping[str, tuple[tuple[str, str], ...]] = {
    "history.signed_up": (("", lazy("You started this wallet.")),),
    "history.recovered": (("", lazy("The recovery kit opened this wallet and set a new passphrase.")),),
    "history.passphrase_changed": (("", lazy("You changed the passphrase.")),),
    "history.kit_replaced": (("", lazy("You made a new recovery kit. The one before stopped working.")),),
    "history.profile_changed": (("", lazy("You changed your name or e-mail address.")),),
    "history.signed_out_everywhere": (("", lazy("You signed out everywhere.")),),
    "history.kept": (
        ("title", lazy("You kept “%(title)s”.")),
        ("", lazy("You kept a credential without a title.")),
    ),
    "history.checked": (
        ("title", lazy("You had “%(title)s” checked again.")),
        ("", lazy("You had a credential without a title checked again.")),
    ),
    "history.deleted": (
        ("title", lazy("You deleted “%(title)s”.")),
        ("", lazy("You deleted a credential without a title.")),
    ),
    "history.shared": (
        ("label", lazy("You made the link “%(label)s” for: %(titles)s.")),
        ("titles", lazy("You made a link for: %(titles)s.")),
        ("", lazy("You made a link.")),
    ),
    "history.stopped": (
        ("label", lazy("You stopped the link “%(label)s” for: %(titles)s.")),
        ("titles", lazy("You stopped the link for: %(titles)s.")),
        ("", lazy("You stopped a link.")),
    ),
    "history.opened": (
        ("viewer", lazy("A link was opened. Whoever did calls themselves “%(viewer)s”.")),
        ("", lazy("A link was opened by somebody who gave no name.")),
    ),
    "history.damaged": (("", lazy("Something happened here, but this entry is damaged and cannot be read.")),),
}
_FACTS = ("title", "titles", "label", "viewer")
_UNKNOWN = lazy("Something happened that this version has no words for.")


def sentence_of(request: Request, event: Event) -> str:
    """The event in the reader's language; a fact that its entry lacks leaves a dash."""
    facts = {name: event.facts.get(name, "").strip() or "–" for name in _FACTS}
    for needed, sentence in SENTENCES.get(event.code, ()):
        if not needed or event.facts.get(needed, "").strip():
            return say(request, sentence, facts)
    return say(request, _UNKNOWN)
