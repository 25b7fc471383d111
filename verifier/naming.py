"""Who issued a credential, as far as anything proves it.

A page names the issuing body only by what proved it: an entry of the reader's list or a domain. What it calls itself is
said to be just that, and where the signature does not hold it only "says that it comes from" there.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from verifier.catalogue import clean, sentence
from verifier.errors import Fact
from verifier.examine import Examined
from verifier.report import Check, Outcome, Report

_LONGEST_NAME = 100
_LONGEST_IDENTIFIER = 48
_KEYS = ("did:key:", "did:jwk:")  # the identifier is the key
_KEY_START = 12  # characters of it that are shown


@dataclass(frozen=True)
class Naming:
    """What may be said about the issuing body.

    `signed`: key and signature both hold. `listed` (with its `list`) and `domain` are proved and only set when they do;
    `claimed` is what it calls itself, `identifier` its shortened DID or URL (`is_key`: a bare key). `accepted`: the key
    counts only because the reader said so; `handed_in`: as a key of this very issuing body. `witness` is who says so in
    a receipt, where all of it is what that one says.
    """

    signed: bool = False
    listed: str = ""
    list: str = ""
    domain: str = ""
    claimed: str = ""
    identifier: str = ""
    is_key: bool = False
    accepted: bool = False
    handed_in: bool = False
    witness: str = ""

    @property
    def proved(self) -> str:
        """The name that may be said as true, or nothing."""
        return self.listed or self.domain

    def who(self, language: str) -> str:
        """The line that names the issuing body and says what the name rests on; empty where nothing is known."""
        facts: dict[str, Fact] = {
            "name": self.proved if self.witness else self.listed,
            "list": self.list,
            "domain": self.domain,
            "claimed": self.claimed,
            "identifier": self.identifier,
        }
        return (sentence(language, self._key(), facts) or "") if self._key() else ""

    def _key(self) -> str:
        if self.witness and self.proved:
            return "who.witnessed"
        if self.listed:
            return "who.listed" if self.list else "who.listed_unnamed"
        if self.domain:
            return "who.domain_claimed" if self.claimed else "who.domain"
        if self.claimed:
            return "who.claimed" if self.signed else "who.says"
        if self.identifier:
            return "who.key" if self.signed and self.is_key else "who.names"
        return ""


def read_naming(examined: Examined) -> Naming:
    """What the report proves about the issuing body of this credential."""
    report = examined.report
    key, proof, trust = (find_check(report, name) for name in ("key", "proof", "trust"))
    signed = key.outcome is Outcome.PASS and proof.outcome is Outcome.PASS
    accepted = key.code == "key.accepted"
    handed_in = accepted and key.facts.get("from") == "reader"
    listed = signed and trust.outcome is Outcome.PASS and (handed_in or not accepted)
    domain = _name(key.facts.get("proved_by")) if signed and not accepted else ""
    claimed = _name(examined.credential.issuer_name if examined.credential else None)
    return Naming(
        signed=signed,
        listed=_name(trust.facts.get("name")) if listed else "",
        list=_name(trust.facts.get("list")) if listed else "",
        domain=domain,
        claimed="" if claimed == domain else claimed,
        identifier=_shorten(report.issuer or ""),
        is_key=(report.issuer or "").startswith(_KEYS),
        accepted=accepted,
        handed_in=handed_in,
        witness=_name(key.facts.get("witness")),
    )


def find_check(report: Report, name: str) -> Check:
    """The check of that name; a report that lacks it could not say, and so does this one."""
    return next((each for each in report.checks if each.name == name), Check(name, Outcome.UNKNOWN, "internal"))


def host_of(url: Fact) -> str:
    """The host of a URL (without the user part, which only pretends to be one), empty where there is none."""
    try:
        return clean(urlsplit(url).hostname or "", longest=_LONGEST_NAME) if isinstance(url, str) else ""
    except ValueError:
        return ""


def _name(value: Fact) -> str:
    return clean(value, longest=_LONGEST_NAME) if isinstance(value, str) else ""


def _shorten(identifier: str) -> str:
    if identifier.startswith(_KEYS):
        return clean(identifier.split(":", maxsplit=2)[2][:_KEY_START]) + "…"
    return clean(identifier, longest=_LONGEST_IDENTIFIER)
