"""The JSON Canonicalization Scheme (RFC 8785): one text for one value."""

from __future__ import annotations

import rfc8785

from verifier.errors import Json, Malformed


def canonicalize(value: Json) -> bytes:
    """The canonical UTF-8 text of `value`.

    Raises Malformed `structure.not_canonical` for what has none: integers that a JSON reader may round (beyond 2^53),
    numbers that are not finite, halves of surrogate pairs; `structure.too_deep` for what is nested without end.
    """
    try:
        return rfc8785.dumps(value)
    except (rfc8785.CanonicalizationError, UnicodeEncodeError) as error:
        raise Malformed("structure.not_canonical", {"reason": str(error)[:120]}) from error
    except RecursionError as error:
        raise Malformed("structure.too_deep") from error
