"""PDF: the files that are attached to it (ISO 32000-2, section 7.11.4), as far as they may be credentials."""

from __future__ import annotations

import functools
import io
import zlib
from typing import TYPE_CHECKING

from verifier.codec.sniffing import may_be_credential
from verifier.errors import Malformed, Unsupported
from verifier.world import Fetch

if TYPE_CHECKING:
    from types import ModuleType

NAME = "pdf"
_MOST_FILES = 50
_MAX_UNPACKED = 32 * 1024 * 1024
_MAX_FILE = 8 * 1024 * 1024


def recognises(raw: bytes) -> bool:
    return raw[:1024].lstrip().startswith(b"%PDF-")


def unwrap(raw: bytes, fetch: Fetch) -> list[bytes]:  # noqa: ARG001  (as every wrapper is asked)
    """The attached files in the order of their names, what is plainly something else left out.

    Raises Malformed `structure.damaged`, `.too_many`, `.too_large`, `.not_a_credential`; Unsupported
    `structure.encrypted` where a password is needed.
    """
    pikepdf = _library()
    try:
        with pikepdf.open(io.BytesIO(raw)) as document:
            names = sorted(document.attachments)
            if len(names) > _MOST_FILES:
                raise Malformed("structure.too_many", {"limit": _MOST_FILES})
            files = [bytes(document.attachments[name].get_file().read_bytes()) for name in names]
    except pikepdf.PasswordError as error:
        raise Unsupported("structure.encrypted", {"kind": NAME}) from error
    except (pikepdf.PdfError, ValueError, KeyError, TypeError, AttributeError, RuntimeError, zlib.error) as error:
        raise Malformed("structure.damaged", {"kind": NAME}) from error
    found = [each for each in files if len(each) <= _MAX_FILE and may_be_credential(each)]
    if not found:
        raise Malformed("structure.not_a_credential", {"kind": NAME})
    return found


@functools.cache
def _library() -> ModuleType:
    """pikepdf, with limits to what a stream may unpack to. They count for the process and are set once."""
    import pikepdf  # noqa: PLC0415  (large, and few things that come are PDF)

    pikepdf.settings.set_qpdf_limits(
        doc_max_warnings=100,
        parser_max_nesting=100,
        parser_max_container_size=100_000,
        max_stream_filters=4,
        flate_max_memory=_MAX_UNPACKED,
        png_max_memory=_MAX_UNPACKED,
        run_length_max_memory=_MAX_UNPACKED,
        tiff_max_memory=_MAX_UNPACKED,
        dct_max_memory=_MAX_UNPACKED,
        dct_max_progressive_scans=10,
    )
    return pikepdf
