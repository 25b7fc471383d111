"""Values of a record as readers make them, for what reads them on."""

from __future__ import annotations

from verifier.record import Value


def value(
    text: str, unit: str | None = None, number: float | None = None, uri: str | None = None, **detail: str
) -> Value:
    return Value(text, f"/{text}", {}, unit, number, uri, detail)
