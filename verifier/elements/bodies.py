"""Who issues, creates, assesses or endorses: a Profile of Open Badges and CLR, an object or just its id."""

from __future__ import annotations

from collections.abc import Iterator

from verifier.codec.pointer import Node
from verifier.elements.values import first_said, read_value, said
from verifier.record import Value


def read_body(node: Node, role: str, **detail: str) -> Iterator[Value]:
    """The body by its name, else its id."""
    if isinstance(node.value, str):
        yield from read_value(node, uri=node.value, role=role, more=detail)
        return
    name, parent = first_said(node["name"], node["id"]), said(node["parentOrg"]["name"])
    yield from read_value(
        name, uri=node["id"].text, role=role, part_of=parent, identifier=_registered(node), more=detail
    )


def _registered(body: Node) -> str:
    """A body's number in a register and which that is; of several the first."""
    entry = body["otherIdentifier"].first
    number, kind = entry["identifier"].scalar, entry["identifierType"].text.removeprefix("ext:")
    return f"{number} ({kind})" if number and kind else number


def read_homepage(body: Node) -> Iterator[Value]:
    """Where it is found on the web."""
    yield from read_value(body["url"], uri=body["url"].text, kind="homepage")


def read_country(body: Node, role: str) -> Iterator[Value]:
    """The country of a body's address, by code and by name, with its region."""
    address = body["address"].first
    region = said(address["addressRegion"])
    yield from read_value(address["addressCountryCode"], kind="code", role=role, region=region)
    yield from read_value(address["addressCountry"], kind="name", role=role, region=region)
