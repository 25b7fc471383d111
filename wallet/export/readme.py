"""What the archive says of itself to people. In both languages of the pages, because nobody knows who unpacks it."""

from __future__ import annotations

from collections.abc import Sequence

KEYS = "keys/holder-keys.json"
CAUTION = "Whoever has this file can derive from it: they can show any part of it as if it were theirs."

_ENGLISH = f"""\
Everything that was in your wallet
==================================

Keep this file as you keep your passphrase: whoever has it has everything in it.

index.json              what each file is, for programs
credentials/            your credentials, exactly as they came
reports/                what was found about each of them, every time that it was checked
evidence/               what these reports rest on: issuers' keys and lists, as they were fetched
{KEYS}   PRIVATE KEYS to which issuers bound credentials (JSON Web Keys).
                        Whoever has them can show those credentials as theirs.
shares/shares.json      your links. Those that still work can be opened by whoever reads this.
shares/openings.json    who opened them
answers.json            what readers answered, with the decisions that organisations signed
stacks.json             your stacks: what you collect towards, and what you decided there
pathways.json           your own pathways
organisations.json      the organisations that you belong to
history/events.json     what happened in your wallet

To put the credentials into a wallet again, add this archive there as it is. If it is too large, add the files
in credentials/ in portions. Everybody can check them: `verifier check FILE`.
"""
_GERMAN = f"""\
Alles, was in Ihrer Mappe war
=============================

Bewahren Sie diese Datei auf wie Ihre Passphrase: Wer sie hat, hat alles, was darin ist.

index.json              was jede Datei ist, für Programme
credentials/            Ihre Nachweise, genau so, wie sie kamen
reports/                was jede Prüfung ergab
evidence/               worauf die Prüfungen beruhen: Schlüssel und Listen der Stellen, wie sie abgerufen wurden
{KEYS}   PRIVATE SCHLÜSSEL, an die Stellen Nachweise gebunden haben (JSON Web Keys).
                        Wer sie hat, kann diese Nachweise als seine vorzeigen.
shares/shares.json      Ihre Links. Die noch gelten, kann öffnen, wer dies liest.
shares/openings.json    wer sie geöffnet hat
answers.json            was Leserinnen und Leser geantwortet haben, samt Entscheidungen, die Organisationen signierten
stacks.json             Ihre Stapel: worauf Sie sammeln, und was Sie dabei entschieden haben
pathways.json           Ihre eigenen Lernwege
organisations.json      die Organisationen, denen Sie angehören
history/events.json     was in Ihrer Mappe geschehen ist

Um die Nachweise wieder in eine Mappe zu legen, fügen Sie dort dieses Archiv hinzu, wie es ist. Ist es zu groß,
fügen Sie die Dateien aus credentials/ nach und nach hinzu. Prüfen kann sie jeder: `verifier check DATEI`.
"""
_DERIVABLE = """
Whoever has one of these files can derive from it, and show any part of it as if it were theirs. Hand out links instead.
Wer eine dieser Dateien hat, kann daraus ableiten und jeden Teil davon vorzeigen, als wäre er seiner. Geben Sie Links
weiter, nicht diese Dateien.
"""


def write_readme(derivable: Sequence[str]) -> str:
    """README.txt; `derivable` are the files that hold a base proof."""
    named = "".join(f"\n  {each}" for each in derivable)
    return f"{_ENGLISH}\n\n{_GERMAN}" + (f"\n{_DERIVABLE}{named}\n" if derivable else "")
