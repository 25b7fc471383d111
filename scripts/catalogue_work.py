"""What `scripts/catalogues` and its test share: which sentences the pages say, and whether each has its German one.

A msgid is the English sentence as it stands in a template or in the code. Each belongs to one catalogue: what the
checking site says to its own, everything else to the wallet's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
SITE = Path("verifier/locale/site.de.po")
WALLET = Path("wallet/locale/de.po")

_OF_THE_SITE = (
    "templates/base.html",
    "templates/certificate.html",
    "templates/error.html",
    "templates/front.html",
    "templates/report.html",
    "templates/macros/",
    "templates/verify/",
    "verifier/",
)
_PYTHON = ("verifier/site", "wallet")
# Calls that hold a sentence, and which of their arguments it is.
_KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "lazy": None, "say": (2,)}
_PLACE = re.compile(r"%(?:\(\w+\)s)?")
_HEADER = """# {about} Eine msgid ist der englische Satz aus Vorlage oder Code;
# scripts/catalogues hält sie auf dem Stand. Die Wörter sind die des Prüfers (verifier/locale/de.po), dazu „Mappe“ für
# wallet, „Notfallschlüssel“ für recovery kit; ein Link „endet“ oder wird „gestoppt“.
msgid ""
msgstr ""
"Language: de\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
_ABOUT = {
    SITE: "Was die Seiten des Prüfers sagen, auf Deutsch.",
    WALLET: "Was die Seiten der Mappe sagen, auf Deutsch.",
}


@dataclass(frozen=True)
class Sentence:
    """One sentence of the pages: its plural where it counts something, and the first file that says it."""

    text: str
    plural: str
    place: str


def read_sentences(root: Path = ROOT) -> Mapping[Path, list[Sentence]]:
    """Catalogue -> its sentences, by first file and by their order there."""
    wanted: dict[Path, dict[str, Sentence]] = {SITE: {}, WALLET: {}}
    for place, text, plural in _extract(root):
        known = next((each for each in wanted.values() if text in each), None)
        if known is None:
            known = wanted[SITE if place.startswith(_OF_THE_SITE) else WALLET]
            known[text] = Sentence(text, plural, place)
        elif plural and not known[text].plural:
            known[text] = Sentence(text, plural, known[text].place)
    return {path: list(each.values()) for path, each in wanted.items()}


def read_catalogue(path: Path) -> Catalog:
    """The catalogue at `path`; an empty one where there is none yet."""
    if not path.is_file():
        return Catalog(locale="de")
    with path.open("rb") as file:
        return read_po(file, locale="de", charset="utf-8")


def find_faults(catalogue: Catalog, sentences: list[Sentence]) -> Iterator[str]:
    """One line for every sentence that is not said, or not said as it should be."""
    wanted = {each.text: each for each in sentences}
    for sentence in sentences:
        message = catalogue.get(sentence.text)
        if message is None:
            yield f"missing: {sentence.text} ({sentence.place})"
            continue
        said = _forms(message.string)
        meant = (sentence.text, sentence.plural) if sentence.plural else (sentence.text,)
        if message.fuzzy:
            yield f"fuzzy: {sentence.text}"
        if len(_forms(message.id)) != len(meant) or len(said) != len(meant):
            yield f"has not one form for one and one for many, or has them needlessly: {sentence.text}"
        elif not all(form.strip() for form in said):
            yield f"empty: {sentence.text} ({sentence.place})"
        elif _places(said) != _places(meant):
            yield f"other placeholders: {sentence.text}"
    for message in catalogue:
        if message.id and _forms(message.id)[0] not in wanted:
            yield f"obsolete: {_forms(message.id)[0]}"
    yield from (f"obsolete: {_forms(message.id)[0]}" for message in catalogue.obsolete.values())


def find_all_faults(root: Path = ROOT) -> list[str]:
    """The faults of both catalogues, each line with its catalogue's name."""
    return [
        f"{path}: {fault}"
        for path, sentences in read_sentences(root).items()
        for fault in find_faults(read_catalogue(root / path), sentences)
    ]


def update_catalogues(root: Path = ROOT) -> None:
    """Write both catalogues anew: translations stay, also those that change house; what nobody says any more goes."""
    known = [read_catalogue(root / path) for path in (SITE, WALLET)]
    for path, sentences in read_sentences(root).items():
        fresh = Catalog(locale="de")
        for sentence in sentences:
            count = 2 if sentence.plural else 1
            found = (catalogue.get(sentence.text) for catalogue in known)
            said = next(
                (_forms(each.string) for each in found if each and len(_forms(each.string)) == count), ("",) * count
            )
            text = (sentence.text, sentence.plural) if sentence.plural else sentence.text
            fresh.add(text, said if sentence.plural else said[0], locations=[(sentence.place, 0)])
        (root / path).parent.mkdir(exist_ok=True)
        with (root / path).open("wb") as file:
            file.write(_HEADER.format(about=_ABOUT[path]).encode("utf-8"))
            write_po(file, fresh, width=0, omit_header=True, include_lineno=False)


def _extract(root: Path) -> Iterator[tuple[str, str, str]]:
    """(file, sentence, plural or "") for every sentence, templates first; the site's files before the wallet's."""
    templates = sorted((root / "templates").rglob("*.html"))
    code = [path for folder in _PYTHON for path in sorted((root / folder).rglob("*.py"))]
    places = [(path.relative_to(root).as_posix(), path) for path in (*templates, *code)]
    for place, path in sorted(places, key=lambda each: not each[0].startswith(_OF_THE_SITE)):
        method = "jinja2.ext:babel_extract" if path.suffix == ".html" else "python"
        options = {"silent": "false"} if path.suffix == ".html" else {}
        with path.open("rb") as file:
            for found in extract(method, file, keywords=_KEYWORDS, options=options):
                text, plural = found[1] if isinstance(found[1], tuple) else (found[1], "")
                if text:
                    yield place, text, plural


def _forms(text: object) -> tuple[str, ...]:
    """A message's id or string as babel holds it: one text, or one for each form."""
    return tuple(str(each) for each in text) if isinstance(text, tuple | list) else (str(text),)


def _places(forms: tuple[str, ...]) -> list[set[str]]:
    """The names that each form fills in. Where it counts one, the number may be written out ("einen Nachweis")."""
    found = [set(_PLACE.findall(form)) for form in forms]
    if len(found) > 1:
        found[0].discard("%(num)s")
    return found
