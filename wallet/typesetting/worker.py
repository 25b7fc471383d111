"""One document, typeset in a process of its own: run by `typesetting.press`, never imported by the service.

Standard input: a JSON object {"template", "data", "attachment" (base64), "files" (empty folder), "created" (Unix time),
"format", "ppi"}. Standard output: the document. Exit 1 where it cannot be made; nothing of the data is said then.

What is typeset is data: the template reads it as JSON, and nothing of it is ever run. It reaches no file but the empty
folder, and no network: there is no package to be had.
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
_ESCAPE = re.compile(r"\\u\{([0-9a-f]+)\}")
_STANDARDS: list[typst.PDFStandard] = ["a-3a", "ua-1"]


def main() -> int:
    """Read the order, write the document."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    order = json.load(sys.stdin.buffer)
    data, undrawn = json.dumps(order["data"], ensure_ascii=False), False
    for number in range(ROUNDS):
        try:
            made = _typeset(order, data, undrawn=undrawn, system_fonts=number > 0)
        except typst.TypstError as error:
            missing = _undrawn(error.diagnostic)
            if not missing:
                return 1
            if number:  # the fonts of the machine were asked, too
                data, undrawn = data.translate(dict.fromkeys(map(ord, missing), PLACEHOLDER)), True
            continue
        sys.stdout.buffer.write(made)
        return 0
    return 1


def _typeset(order: dict[str, object], data: str, *, undrawn: bool, system_fonts: bool) -> bytes:
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
        sys_inputs={"data": data, "attachment": str(order["attachment"]), "undrawn": "yes" if undrawn else ""},
        pdf_standards=_STANDARDS if is_pdf else [],
        timestamp=int(str(order["created"])),
    )
    pages = made if isinstance(made, list) else [made]
    return pages[0] or b""


def _undrawn(diagnostic: str) -> set[str]:
    found = "".join(_UNDRAWN.findall(diagnostic))
    return set(_ESCAPE.sub(lambda each: chr(int(each[1], 16)), found)) - set('\\"')


if __name__ == "__main__":
    sys.exit(main())
