"""The form page for a pathway: what was typed becomes a document, which is read as strictly as any other."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.datastructures import FormData

from verifier.errors import Json, JsonObject
from verifier.site.forms import text

KINDS = ("item", "credits", "outcome", "order", "not")
GROUPS = ("", "a", "b", "c")  # asked for by itself, or one of a choice
FEWEST_ROWS, MOST_ROWS = 3, 12
_ROW_FIELDS = (
    *("kind", "title", "which", "after", "issuers", "field", "level", "credits", "cap", "issuer_cap", "count"),
    *("uri", "framework", "group"),
)
_HEAD_FIELDS = (
    *("title", "description", "target", "qualification", "body", "body_id", "eqf", "ects", "shape", "language"),
    *("max_age", "external", "level_share", "share_level", "round_to", "json", "rows"),
    *("choose_a", "choose_b", "choose_c"),
)
_TICKS = ("not_ended", "suspended", "flag")
_ADDRESS = re.compile(r"(?:https?|did|urn):\S+", re.IGNORECASE)
_PLACE = re.compile(r"/root/of/([0-9]{1,3})(?:/of/([0-9]{1,3}))?")


@dataclass(frozen=True)
class Typed:
    """What was typed: `values` for the page, and for each rule of the document the row that it came from."""

    values: Mapping[str, str]
    document: JsonObject
    rows: Mapping[str, int]

    def row_of(self, path: str) -> int | None:
        """The row in which something is wrong, by the JSON pointer of the place; None: it is elsewhere."""
        found = _PLACE.match(path)
        if found is None:
            return None
        inner = self.rows.get(found[0])
        return self.rows.get(f"/root/of/{found[1]}") if inner is None else inner


def values_of(fields: FormData) -> dict[str, str]:
    """Everything that was typed, by field."""
    names = [*_HEAD_FIELDS, *_TICKS, *(f"{name}-{row}" for row in range(MOST_ROWS) for name in _ROW_FIELDS)]
    return {name: text(fields, name) for name in names}


def rows_shown(values: Mapping[str, str]) -> int:
    """How many requirements the page has fields for."""
    typed = values.get("rows", "")
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < len("1000") else FEWEST_ROWS
    return max(FEWEST_ROWS, min(MOST_ROWS, number))


def read_form(fields: FormData, new_id: str) -> Typed:
    """The document that was typed. `new_id`: the id of a pathway that has none yet."""
    values = values_of(fields)
    rows: dict[str, int] = {}
    language = values["language"] or "en"
    of: list[Json] = []
    groups: dict[str, list[tuple[int, JsonObject]]] = {}
    for row in range(rows_shown(values)):
        rule = _rule({name: values[f"{name}-{row}"].strip() for name in _ROW_FIELDS}, language)
        if rule is None:
            continue
        group = values[f"group-{row}"]
        if group in GROUPS[1:]:
            groups.setdefault(group, []).append((row, rule))
        else:
            rows[f"/root/of/{len(of)}"] = row
            of.append(rule)
    for group, inside in sorted(groups.items()):
        for place, (row, _) in enumerate(inside):
            rows[f"/root/of/{len(of)}/of/{place}"] = row
        chosen: list[Json] = [rule for _, rule in inside]
        of.append({"kind": "any", "min": _number(values[f"choose_{group}"]) or 1, "of": chosen})
    document: JsonObject = {
        "type": "Pathway",
        "id": new_id,
        "title": {language: values["title"].strip()} if values["title"].strip() else None,
        "kind": values["shape"] or "elective",
        "target": _target(values, language),
        "root": {"kind": "all", "of": of},
        "policy": _policy(values) or None,
        "description": _words(values["description"], language),
    }
    return Typed(values, {name: value for name, value in document.items() if value is not None}, rows)


def _rule(row: Mapping[str, str], language: str) -> JsonObject | None:
    """One requirement; None where nothing was typed."""
    if row["kind"] not in KINDS or not any(row[name] for name in _ROW_FIELDS if name not in ("kind", "group")):
        return None
    head: JsonObject = {"kind": row["kind"]} | ({"title": {language: row["title"]}} if row["title"] else {})
    match row["kind"]:
        case "item":
            return head | {"match": _match(row)} | ({"count": _number(row["count"])} if row["count"] else {})
        case "credits":
            caps = {"max": row["cap"], "maxPerIssuer": row["issuer_cap"], "minLevel": row["level"]}
            bounds: JsonObject = {name: _number(value) for name, value in caps.items() if value}
            return head | {"match": _match({**row, "level": ""}), "min": _number(row["credits"])} | bounds
        case "outcome":
            named: JsonObject = {"framework": row["framework"]} if row["framework"] else {}
            return head | {"uri": row["uri"]} | named
        case "not":
            return head | {"of": _match(row)}
    return head | {"before": _match(row), "after": _match({**row, "which": row["after"]})}


def _match(row: Mapping[str, str]) -> JsonObject:
    lines = [line.strip() for line in row["which"].splitlines() if line.strip()]
    found: dict[str, Json] = {
        "achievementIds": [line for line in lines if _ADDRESS.fullmatch(line)],
        "specNames": [line for line in lines if not _ADDRESS.fullmatch(line)],
        "issuerIds": [line.strip() for line in row["issuers"].splitlines() if line.strip()],
        "isced": [*row["field"].replace(",", " ").split()],
        "eqf": {"min": _number(row["level"])} if row["level"] else None,
    }
    return {name: value for name, value in found.items() if value}


def _target(values: Mapping[str, str], language: str) -> JsonObject:
    found: dict[str, Json] = {
        "title": _words(values["target"] or values["title"], language),
        "qualificationId": values["qualification"].strip() or None,
        "eqf": _number(values["eqf"]),
        "ects": _number(values["ects"]),
    }
    ids: list[Json] = [line.strip() for line in values["body_id"].splitlines() if line.strip()]
    if values["body"].strip() or ids:
        found["awardingBody"] = {"name": values["body"].strip()} | ({"ids": ids} if ids else {})
    return {name: value for name, value in found.items() if value is not None}


def _policy(values: Mapping[str, str]) -> JsonObject:
    found: JsonObject = {}
    if values["max_age"].strip():
        found["maxAge"] = f"P{values['max_age'].strip()}Y"
    if values["not_ended"]:
        found["allowExpiredTechnical"] = False
    if values["suspended"]:
        found["allowSuspended"] = True
    if values["flag"]:
        found["unknownStatus"] = "flag"
    if values["external"].strip():
        found["externalCreditMaxPct"] = _number(values["external"])
    if values["level_share"].strip():
        level = _number(values["share_level"]) or None
        found["minLevelPct"] = {"level": level, "pct": _number(values["level_share"])}
    if values["round_to"].strip():
        found["roundTo"] = _number(values["round_to"])
    return found


def _words(typed: str, language: str) -> JsonObject | None:
    plain = " ".join(typed.split())
    return {language: plain} if plain else None


def _number(typed: str) -> Json:
    """What was typed as a number: the document's reader says whether it is one. A comma is a decimal point."""
    plain = typed.strip().replace(",", ".")
    return (int(plain) if plain.isascii() and plain.isdigit() and len(plain) < len("1000000") else plain) or None
