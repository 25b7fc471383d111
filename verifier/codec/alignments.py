"""What an Alignment of Open Badges or CLR aligns to: a framework of levels, quality assurance, or what was learnt.

Only the European names mean the same wherever they stand; other frameworks keep the name that the issuer gives them.
"""

from __future__ import annotations

import re

from verifier.codec.pointer import Node, read_language

_EUROPEAN = re.compile(
    r"\b(?:EQF|EQR)\b|european qualifications? framework|europäische[rn]? qualifikationsrahmen", re.IGNORECASE
)
_HIGHER_EDUCATION = re.compile(
    r"\b(?:QF|FQ)[- ]?EHEA\b|qualifications of the european higher education area", re.IGNORECASE
)
_NATIONAL = re.compile(
    r"\b(?:NLQF|NQF|DQR|NQR|NFQ|RQF|SCQF|CQFW|SeQF|CroQF|FINQF|NKR|VKS|SQF)\b"
    r"|(?<!european )qualifications? framework|(?<!europäische[rn] )qualifikationsrahmen|kwalificatieraamwerk",
    re.IGNORECASE,
)
_NAMED_LEVEL = re.compile(
    r"(EQF|NLQF|NQF|DQR|QF-EHEA)[ -]?(?:level |niveau |stufe )?[0-9]\+?(?:[ ,;:(][^0-9]{0,60})?", re.IGNORECASE
)
_EUROPEAN_URL = re.compile(
    r"https?://(?:data\.europa\.eu|publications\.europa\.eu/resource/authority)/snb/eqf/([0-9]{1,2})"
)
_LEVEL_NUMBER = re.compile(r"[^0-9]{0,40}([0-9]{1,2})(?:[ ,;:)][^0-9]{0,60})?")  # `4+`, `5a` and `6-7` are none
EUROPEAN_LEVELS = frozenset(range(1, 9))
_QUALITY = re.compile(r"(?:ext:)?QualityAssurance", re.IGNORECASE)
_OTHER_CREDENTIAL = "ceterms:Credential"


def level_framework(alignment: Node) -> str:
    """The framework of levels that an alignment names, as it names it; empty where it names none."""
    stated = (_said(alignment["targetFramework"]), alignment["targetType"].text.removeprefix("ext:"))
    named = None if any(stated) else _NAMED_LEVEL.fullmatch(_said(alignment["targetName"]))
    found = [_framework_of_levels(each) for each in (*stated, named[1].upper() if named else "")]
    european = "EQF" if _EUROPEAN_URL.fullmatch(alignment["targetUrl"].text) else ""
    return next((each for each in found if each), european)


def _framework_of_levels(stated: str) -> str:
    kinds = [bool(each.search(stated)) for each in (_EUROPEAN, _HIGHER_EDUCATION, _NATIONAL)]
    if kinds == [True, False, False]:
        return "EQF"
    if kinds == [False, True, False]:
        return "QF-EHEA"
    return stated if any(kinds) else ""


def level_number(alignment: Node, unit: str) -> float | None:
    """The level, where code, name and URL do not contradict each other; `4+` is no number."""
    code, name = alignment["targetCode"].scalar, _said(alignment["targetName"])
    url = _EUROPEAN_URL.fullmatch(alignment["targetUrl"].text)
    if code and not _LEVEL_NUMBER.fullmatch(code):
        return None
    matches = (_LEVEL_NUMBER.fullmatch(code), _LEVEL_NUMBER.fullmatch(name), url)
    numbers = {int(match[1]) for match in matches if match}
    if len(numbers) != 1 or (unit == "EQF" and not numbers <= EUROPEAN_LEVELS):
        return None
    return float(numbers.pop())


def is_quality_assurance(alignment: Node) -> bool:
    """Whether it names what assures the quality, and nothing that was learnt."""
    return _QUALITY.fullmatch(alignment["targetType"].text) is not None


def is_other_credential(alignment: Node) -> bool:
    """Whether it names another credential of the Credential Transparency Description Language."""
    return alignment["targetType"].text == _OTHER_CREDENTIAL


def is_skill(alignment: Node) -> bool:
    """Whether it says what was learnt: all that is none of the others."""
    return not (level_framework(alignment) or is_quality_assurance(alignment) or is_other_credential(alignment))


def _said(node: Node) -> str:
    return read_language(node)[0]
