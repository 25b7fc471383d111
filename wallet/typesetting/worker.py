"""One document, typeset in a process of its own: run by `typesetting.press`, never imported by the service.

Standard input: a JSON object {"template", "data", "attachment", "files" (empty folder), "created" (Unix time),
"format"; of a picture "ppi" and "page"}. Standard output: the document. Exit 1 where it cannot be made; nothing of the
data is said then.

What is typeset is data: the template reads it as JSON, and nothing of it is ever run. It reaches no file but those of
the empty folder, and no network: there is no package to be had.
"""

from __future__ import annotations

import json
import re
import resource
import sys

import typst

SECONDS = 20  # of work
MEMORY = 2 * 1024**3
ROUNDS = 6
PLACEHOLDER = "\u25af"
# What typst says of characters that no font has, or that archives may not hold; Rust writes some of them as \u{e000}.
_UNDRAWN = re.compile(r'(?:the text|the codepoint|contains the codepoint) `?"((?:[^"\\]|\\.)*)"`?')
_ESCAPE = re.compile(r"\\(?:u\{([0-9a-f]+)\}|(.))", re.DOTALL)
_ESCAPED = {"0": "\0", "n": "\n", "r": "\r", "t": "\t"}
_STANDARDS: list[typst.PDFStandard] = ["a-3a", "ua-1"]


def main() -> int:
    """Read the order, write the document."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    order = json.load(sys.stdin.buffer)
    data, undrawn = order["data"], False
    for number in range(ROUNDS):
        try:
            made = _typeset(order, data, undrawn=undrawn, system_fonts=number > 0)
        except typst.TypstError as error:
            missing = _undrawn(error.diagnostic)
            if not missing:
                return 1
            if number:  # the fonts of the machine were asked, too
                data, undrawn = _without(data, dict.fromkeys(map(ord, missing), PLACEHOLDER)), True
            continue
        sys.stdout.buffer.write(made)
        return 0
    return 1


def _typeset(order: dict[str, object], data: object, *, undrawn: bool, system_fonts: bool) -> bytes:
    folder = str(order["files"])
    compiler = typst.Compiler(
        root=folder,
        font_paths=typst.Fonts(include_system_fonts=system_fonts),
        package_path=folder,
        package_cache_path=folder,
    )
    is_pdf = order["format"] == "pdf"
    made = compiler.compile(
        str(order["template"]).encode(),
        format="pdf" if is_pdf else "png",
        ppi=None if is_pdf else float(str(order["ppi"])),
        sys_inputs={
            "data": json.dumps(data),
            "attachment": str(order["attachment"]),
            "undrawn": "yes" if undrawn else "",
        },
        pdf_standards=_STANDARDS if is_pdf else [],
        timestamp=int(str(order["created"])),
    )
    pages = made if isinstance(made, list) else [made]
    return pages[0 if is_pdf else int(str(order["page"]))] or b""


def _undrawn(diagnostic: str) -> set[str]:
    """The characters that it complains of. It names whole clusters; no letter of ours is among what is missing."""

    def meant(escape: re.Match[str]) -> str:
        return chr(int(escape[1], 16)) if escape[1] else _ESCAPED.get(escape[2], escape[2])

    found = _ESCAPE.sub(meant, "".join(_UNDRAWN.findall(diagnostic)))
    return {each for each in found if not (each.isascii() and each.isprintable())}


def _without(data: object, table: dict[int, str]) -> object:
    if isinstance(data, dict):
        return {name: _without(value, table) for name, value in data.items()}
    if isinstance(data, list):
        return [_without(value, table) for value in data]
    return data.translate(table) if isinstance(data, str) else data


if __name__ == "__main__":
    sys.exit(main())
