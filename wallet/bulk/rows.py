"""Rows of the table: one for each credential, or one that says why there is none. The same for a page and for CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from types import MappingProxyType

from verifier import Examined, Record
from verifier.codec.cells import plain_cell
from verifier.errors import Fact
from verifier.plain import plain_report
from verifier.plain_record import plain_title, summary_level, summary_workload
from verifier.site.i18n import lazy
from wallet.bulk.checking import Checked, Stood
from wallet.stacks.plain_evaluation import say_evaluation

Say = Callable[[str, Mapping[str, Fact]], str]
PROBLEMS: Mapping[str, str] = MappingProxyType(
    {
        "gone": lazy("This link cannot be opened: it is over, was stopped, or its key is not right."),
        "passcode": lazy("This link asks for a passcode. Open it by itself."),
        "unreachable": lazy("Nothing could be fetched from this address."),
        "time": lazy("Not checked: the time for this table was over. Check it by itself."),
    }
)
_NOT_CHECKED = lazy("Not checked")


@dataclass(frozen=True)
class Row:
    """One line. `verdict` is `valid`, `invalid`, `undecided`, or empty where nothing was checked; `state` and `gaps`
    are about the pathway, for everything in the source together."""

    number: str
    source: str
    verdict: str
    tone: str
    word: str
    sentence: str
    issuer: str = ""
    title: str = ""
    credits: str = ""
    level: str = ""
    state: str = ""
    gaps: str = ""


COLUMNS = tuple(each for each in Row.__dataclass_fields__ if each != "tone")


def draw_rows(number: int, checked: Checked, language: str, say: Say) -> Iterator[Row]:
    """The rows of one source."""
    name = checked.source.name
    if checked.problem:
        yield Row(str(number), name, "", "none", say(_NOT_CHECKED, {}), say(PROBLEMS[checked.problem], {}))
        return
    state, gaps = _standing(checked.stood, language, say) if checked.stood else ("", "")
    for place, item in enumerate(checked.items, 1):
        label = f"{number}.{place}" if len(checked.items) > 1 else str(number)
        yield _row(label, name, item, language, ("", "") if place > 1 else (state, gaps))


def _row(number: str, name: str, item: Examined, language: str, standing: tuple[str, str]) -> Row:
    plain, record = plain_report(item, language), item.record or Record()
    return Row(
        number=number,
        source=name,
        verdict=plain.verdict.value,
        tone=plain.tone.value,
        word=plain.word,
        sentence=plain.sentence,
        issuer=plain.who,
        title=plain_title(record, language).text if item.credential else "",
        credits=summary_workload(record, language),
        level=summary_level(record, language),
        state=standing[0],
        gaps=standing[1],
    )


def _standing(stood: Stood, language: str, say: Say) -> tuple[str, str]:
    plain = say_evaluation(stood.evaluation, stood.pathway, stood.achievements, language, say, stood.agreements)
    return f"{plain.word} · {plain.progress}", " / ".join(each.sentence for each in plain.steps)


def as_cells(row: Row) -> list[str]:
    """The row as it goes into a table, in the order of COLUMNS."""
    plain = asdict(row)
    return [str(plain[name]) for name in COLUMNS]


def write_table(lines: Iterable[Sequence[str]]) -> bytes:
    """CSV (RFC 4180) in UTF-8 with its mark, with the columns' names first; no cell is a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows([plain_cell(each) for each in line] for line in lines)
    return out.getvalue().encode("utf-8-sig", "replace")
