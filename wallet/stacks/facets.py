"""What lists of credentials can be narrowed to: the European level and the broad field of education of each."""

from __future__ import annotations

from starlette.requests import Request

from verifier import Record
from verifier.site.rendering import say
from wallet.credentials.filters import Facets
from wallet.pathways.showing import FIELDS
from wallet.recognition.achievement import Framework
from wallet.recognition.learning import read_fields
from wallet.recognition.levels import read_levels

BROAD = 2  # digits of a broad field (ISCED-F 2013)


def facets_of(request: Request, record: Record) -> Facets:
    """The facets of one record, in the reader's language; of several levels the lowest."""
    levels = [each.number for each in read_levels(record.level) if each.framework is Framework.EQF]
    codes = {each.code[:BROAD] for each in read_fields(record) if each.code[:BROAD] in FIELDS}
    return Facets(min(levels, default=0), {code: say(request, FIELDS[code]) for code in sorted(codes)})
