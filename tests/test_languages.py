"""Every sentence of the pages has its German one. The check is that of `scripts/catalogues`, run here."""

from __future__ import annotations

import importlib.util
import io
import shutil
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[1]
HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'

_SPEC = importlib.util.spec_from_file_location("catalogue_work", ROOT / "scripts" / "catalogue_work.py")
assert _SPEC is not None
assert _SPEC.loader is not None
work = importlib.util.module_from_spec(_SPEC)
sys.modules["catalogue_work"] = work  # where a dataclass looks for the module that it was written in
_SPEC.loader.exec_module(work)

SHARE = work.Sentence("%(name)s shares it", "", "a.html")
LINKS = work.Sentence("one link of %(name)s", "%(num)s links of %(name)s", "a.html")
GOOD = 'msgid "%(name)s shares it"\nmsgstr "%(name)s teilt es"\n'


def faults(text: str, *sentences: object) -> list[str]:
    catalogue = read_po(io.BytesIO((HEAD + text).encode()), locale="de")
    return [fault.partition(":")[0] for fault in work.find_faults(catalogue, list(sentences))]


def test_every_sentence_of_the_pages_has_its_german_one() -> None:
    assert work.find_all_faults() == [], "scripts/catalogues brings the catalogues up to date"


def test_both_catalogues_hold_what_belongs_to_them_and_nothing_twice() -> None:
    sentences = work.read_sentences()
    texts = {path: {each.text for each in found} for path, found in sentences.items()}
    assert "How this was checked" in texts[work.SITE]
    assert "There is nothing here" in texts[work.SITE]
    assert "Your recovery kit" in texts[work.WALLET]
    assert "You made a link." in texts[work.WALLET]
    assert not texts[work.SITE] & texts[work.WALLET]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (GOOD, []),
        ("", ["missing"]),
        ('msgid "%(name)s shares it"\nmsgstr ""\n', ["empty"]),
        ("#, fuzzy\n" + GOOD, ["fuzzy"]),
        ('msgid "%(name)s shares it"\nmsgstr "Jemand teilt es"\n', ["other placeholders"]),
        ('msgid "%(name)s shares it"\nmsgstr "%(nam)s teilt es"\n', ["other placeholders"]),
        ('msgid "%(name)s shares it"\nmsgstr "%(name)s teilt es zu 100 %"\n', ["other placeholders"]),
        (GOOD + '\nmsgid "Gone"\nmsgstr "Weg"\n', ["obsolete"]),
        (GOOD + '\n#~ msgid "Gone"\n#~ msgstr "Weg"\n', ["obsolete"]),
    ],
)
def test_a_catalogue_with_a_gap_is_told(text: str, found: list[str]) -> None:
    assert faults(text, SHARE) == found


@pytest.mark.parametrize(
    ("one", "many", "found"),
    [
        ("ein Link von %(name)s", "%(num)s Links von %(name)s", []),
        ("%(num)s Link von %(name)s", "%(num)s Links von %(name)s", []),
        ("ein Link", "%(num)s Links von %(name)s", ["other placeholders"]),
        ("ein Link von %(name)s", "Links von %(name)s", ["other placeholders"]),
        ("ein Link von %(name)s", "", ["empty"]),
    ],
)
def test_both_forms_of_a_counted_sentence_are_looked_at(one: str, many: str, found: list[str]) -> None:
    text = f'msgid "{LINKS.text}"\nmsgid_plural "{LINKS.plural}"\nmsgstr[0] "{one}"\nmsgstr[1] "{many}"\n'
    assert faults(text, LINKS) == found


def test_a_counted_sentence_needs_two_forms() -> None:
    assert faults(f'msgid "{LINKS.text}"\nmsgstr "ein Link von %(name)s"\n', LINKS)


def test_an_update_keeps_what_is_translated_and_drops_what_nobody_says(tmp_path: Path) -> None:
    for folder in ("templates", "verifier/site", "wallet"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "templates" / "base.html").write_text('{{ _("Check") }}{{ _("%(name)s shares it", name=n) }}', "utf-8")
    (tmp_path / "templates" / "page.html").write_text('{{ _("Check") }}{{ ngettext("a", "%(num)s b", 2) }}', "utf-8")
    (tmp_path / "wallet" / "words.py").write_text('A = lazy("Kept")\nsay(request, "Gone by")\n', "utf-8")
    site = tmp_path / work.SITE
    wallet = tmp_path / work.WALLET
    for path in (site, wallet):
        path.parent.mkdir()
    # One sentence stood in the other house's catalogue, one is said no more.
    wallet.write_text(HEAD + GOOD + '\nmsgid "Old"\nmsgstr "Alt"\n', "utf-8")
    work.update_catalogues(tmp_path)
    assert [str(each.id) for each in work.read_catalogue(site) if each.id] == ["Check", "%(name)s shares it"]
    assert work.read_catalogue(site).get("%(name)s shares it").string == "%(name)s teilt es"
    assert [each.id for each in work.read_catalogue(wallet) if each.id] == [("a", "%(num)s b"), "Kept", "Gone by"]
    assert len(work.find_all_faults(tmp_path)) == 4, "each new one is empty"
    before = site.read_bytes(), wallet.read_bytes()
    work.update_catalogues(tmp_path)
    assert (site.read_bytes(), wallet.read_bytes()) == before


def test_a_template_that_cannot_be_read_is_no_template_without_sentences(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "verifier" / "site", tmp_path / "verifier" / "site", ignore=shutil.ignore_patterns("*.pyc"))
    (tmp_path / "wallet").mkdir()
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "base.html").write_text('{{ _("Check") }', "utf-8")
    with pytest.raises(Exception, match="unexpected"):
        work.read_sentences(tmp_path)
