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
    "history.stack_started": (
        ("title", lazy("You began a stack towards “%(title)s”.")),
        ("", lazy("You began a stack.")),
    ),
    "history.stack_deleted": (
        ("title", lazy("You gave up the stack towards “%(title)s”.")),
        ("", lazy("You gave up a stack.")),
    ),
    "history.stopped": (
        ("label", lazy("You stopped the link “%(label)s” for: %(titles)s.")),
        ("titles", lazy("You stopped the link for: %(titles)s.")),
        ("", lazy("You stopped a link.")),
    ),
    "history.paused": (
        ("label", lazy("You paused the link “%(label)s” for: %(titles)s.")),
        ("titles", lazy("You paused the link for: %(titles)s.")),
        ("", lazy("You paused a link.")),
    ),
    "history.resumed": (
        ("label", lazy("You let readers in again to the link “%(label)s” for: %(titles)s.")),
        ("titles", lazy("You let readers in again to the link for: %(titles)s.")),
        ("", lazy("You let readers in again to a link.")),
    ),
    "history.end_moved": (
        ("label", lazy("You set another day for the end of the link “%(label)s” for: %(titles)s.")),
        ("titles", lazy("You set another day for the end of the link for: %(titles)s.")),
        ("", lazy("You set another day for the end of a link.")),
    ),
    "history.limited": (
        ("label", lazy("You set how often readers may open the link “%(label)s” for: %(titles)s.")),
        ("titles", lazy("You set how often readers may open the link for: %(titles)s.")),
        ("", lazy("You set how often readers may open a link.")),
    ),
    "history.new_tries": (
        ("label", lazy("You gave new tries for the passcode of the link “%(label)s” for: %(titles)s.")),
        ("titles", lazy("You gave new tries for the passcode of the link for: %(titles)s.")),
        ("", lazy("You gave new tries for the passcode of a link.")),
    ),
    "history.changed": (
        ("label", lazy("You changed what readers see behind the link “%(label)s” for: %(titles)s.")),
        ("titles", lazy("You changed what readers see behind the link for: %(titles)s.")),
        ("", lazy("You changed what readers see behind a link.")),
    ),
    "history.all_paused": (
        ("", lazy("A backup was put back. All your links are paused: look which of them you had stopped.")),
    ),
    "history.openings_erased": (("", lazy("You erased who opened your links, or a part of it.")),),
    "history.key_made": (
        ("label", lazy("You made the key “%(label)s” for issuers.")),
        ("", lazy("You made a key for issuers.")),
    ),
    "history.key_deleted": (
        ("label", lazy("You deleted the key “%(label)s”.")),
        ("", lazy("You deleted a key for issuers.")),
    ),
    "history.organisation_begun": (("", lazy("You started the organisation “%(label)s”.")),),
    "history.organisation_joined": (("", lazy("You joined the organisation “%(label)s”.")),),
    "history.organisation_left": (("", lazy("You no longer belong to the organisation “%(label)s”.")),),
    "history.handed_over": (
        ("label", lazy("You handed a link over to the organisation that calls itself “%(label)s”.")),
        ("", lazy("You handed a link over to an organisation.")),
    ),
    "history.taken_back": (
        ("label", lazy("You took a link back from the organisation that calls itself “%(label)s”.")),
        ("", lazy("You took a link back from an organisation.")),
    ),
    "history.case_closed": (
        (
            "label",
            lazy(
                "The organisation that calls itself “%(label)s” closed what you had handed over, and deleted it there."
            ),
        ),
        ("", lazy("An organisation closed what you had handed over, and deleted it there.")),
    ),
    "history.desk_opened": (
        (
            "label",
            lazy("The organisation that calls itself “%(label)s” looked at what you handed over. It was “%(viewer)s”."),
        ),
        ("", lazy("An organisation looked at what you had handed over.")),
    ),
    "history.exported": (("", lazy("Everything in this wallet was saved as one file.")),),
    "history.opened": (
        ("viewer", lazy("A link was opened. Whoever did calls themselves “%(viewer)s”.")),
        ("", lazy("A link was opened by somebody who gave no name.")),
    ),
    "history.decided": (
        ("viewer", lazy("Somebody decided about your stack towards “%(title)s”. They call themselves “%(viewer)s”.")),
        ("", lazy("Somebody decided about one of your stacks.")),
    ),
    "history.commented": (
        ("viewer", lazy("Somebody commented on your stack towards “%(title)s”. They call themselves “%(viewer)s”.")),
        ("title", lazy("Somebody who gave no name commented on your stack towards “%(title)s”.")),
        ("", lazy("Somebody commented on one of your stacks.")),
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
