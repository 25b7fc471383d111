"""The parts of a transcript (CLR Standard 2.0, `ClrSubject`): what it lists, carries, and what belongs to what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from verifier.codec.pointer import Node
from verifier.elements.endorsements import read_token
from verifier.elements.values import said

# Which end of an association is the whole: the source, or the target. The other kinds have none.
WHOLE_FIRST = frozenset({"isParentOf"})
WHOLE_LAST = frozenset({"isPartOf", "isChildOf"})


@dataclass(frozen=True)
class Part:
    """One achievement: itself, what was achieved in it (an AchievementSubject, or nothing), who says so."""

    name: str
    achievement: Node
    subject: Node
    issuer: Node


def find_parts(subject: Node) -> Iterator[Part]:
    """The achievements that are listed, then those of the credentials that are carried, each id once."""
    seen: set[tuple[str, str]] = set()
    listed = [(each, Node(None), Node(None)) for each in subject["achievement"].each]
    for each in subject["verifiableCredential"].each:
        carried = read_carried(each) if isinstance(each.value, str) else each
        whose = carried["credentialSubject"].first
        listed += [(one, whose, carried["issuer"].first) for one in whose["achievement"].each]
    for achievement, whose, issuer in listed:
        name = said(achievement["name"]) or achievement["id"].text or achievement.text
        if name and (achievement["id"].text, name) not in seen:
            seen.add((achievement["id"].text, name))
            yield Part(name, achievement, whose, issuer)


def read_carried(token: Node) -> Node:
    """The credential in a compact JWS; every value of it is found at the token."""
    return _InToken(read_token(token).value, token.path)


class _InToken(Node):
    """A node inside a token, whose members have no JSON pointer of their own."""

    def __getitem__(self, name: str) -> Node:
        return _InToken(super().__getitem__(name).value, self.path)

    @property
    def each(self) -> tuple[Node, ...]:
        return tuple(_InToken(each.value, self.path) for each in super().each)


def find_wholes(subject: Node) -> dict[str, tuple[str, ...]]:
    """Ids of achievements, and those of what each is a part of."""
    found: dict[str, tuple[str, ...]] = {}
    for each in subject["association"].each:
        source, target, kind = each["sourceId"].text, each["targetId"].text, each["associationType"].text
        if kind in WHOLE_FIRST:
            source, target = target, source
        if source and target and kind in WHOLE_FIRST | WHOLE_LAST:
            found[source] = tuple(dict.fromkeys((*found.get(source, ()), target)))
    return found
