"""What holds on every page: accessible by axe-core's rules, nothing wider than a narrow screen, one main heading.

With CAIRN_PICTURES=DIR in the environment every page that is looked at is also kept there as a picture.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

WIDE = (1280, 800)
NARROW = (360, 740)
TIGHT = (320, 640)
ZOOMED = (640, 400)  # WIDE at 200 %

_TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
# `preload` would fetch the style sheet by script, which the pages' policy refuses.
_OPTIONS = {"runOnly": {"type": "tag", "values": list(_TAGS)}, "resultTypes": ["violations"], "preload": False}

_STRUCTURE = """() => {
    const found = [];
    const count = (selector) => document.querySelectorAll(selector).length;
    if (count("h1") !== 1) found.push(`${count("h1")} first headings`);
    if (document.title.replace("· Cairn", "").trim() === "") found.push("no title");
    if (count("[style]")) found.push("a style attribute: " + document.querySelector("[style]").outerHTML.slice(0, 120));
    if (count("style, script:not([src])")) found.push("style or script inside the page");
    const ids = [...document.querySelectorAll("[id]")].map((each) => each.id);
    const twice = ids.filter((id, place) => ids.indexOf(id) !== place);
    if (twice.length) found.push(`the same id twice: ${twice}`);
    for (const link of document.querySelectorAll("a[href], form[action]")) {
        const leads = new URL(link.getAttribute("href") ?? link.getAttribute("action"), location.href);
        if (!/^(https?|mailto):$/.test(leads.protocol))
            found.push(`leads out of the web: ${link.outerHTML.slice(0, 120)}`);
    }
    return found;
}"""

_OVERFLOW = """() => {
    const root = document.documentElement;
    if (root.scrollWidth <= root.clientWidth) return "";
    const wide = [...document.body.querySelectorAll("*")].filter((each) => {
        const box = each.getBoundingClientRect();
        return box.width && box.right > root.clientWidth + 0.5 && !each.closest(".unseen, pre");
    });
    const name = (each) => `${each.localName}.${each.className}`;
    return `${root.scrollWidth} px: ` + wide.slice(-3).map(name).join(", ");
}"""


class Look:
    """Looks at pages in one language and one theme, and collects what is wrong with them."""

    def __init__(self, language: str, scheme: str) -> None:
        self.findings: list[str] = []
        self.seen: list[str] = []
        self._language = language
        self._scheme = scheme
        self._axe = Axe()
        folder = os.environ.get("CAIRN_PICTURES")
        self._pictures = Path(folder) if folder else None

    def at(self, page: Page, name: str) -> None:
        """Look at the page as it stands, folded and unfolded, wide and narrow."""
        self.seen.append(name)
        resize(page, WIDE)
        self._picture(page, name, "wide")
        page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
        self._find(name, self._axe_findings(page))
        self._find(name, page.evaluate(_STRUCTURE))
        if page.locator("html").get_attribute("lang") != self._language:
            self._find(name, ["the language is not said"])
        if re.search(r"\bexpire[sd]?\b", page.locator("body").inner_text(), re.IGNORECASE):
            self._find(name, ["says that something expires"])
        for size in (ZOOMED, TIGHT):
            resize(page, size)
            wider = find_overflow(page)
            self._find(name, [f"at {size[0]} px it is {wider}"] if wider else [])
        if self._pictures:
            page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = false; })")
            resize(page, NARROW)
            self._picture(page, name, "narrow")
        resize(page, WIDE)

    def _axe_findings(self, page: Page) -> list[str]:
        result = self._axe.run(page, options=_OPTIONS).response
        return [
            f"{violation['id']}: {violation['help']}: {node['html'][:160]} {node.get('failureSummary', '')[:240]}"
            for violation in result["violations"]
            for node in violation["nodes"][:3]
        ]

    def _find(self, name: str, findings: list[str]) -> None:
        self.findings += [f"{name}: {each}" for each in findings]

    def _picture(self, page: Page, name: str, kind: str) -> None:
        if self._pictures:
            file = f"{name}.{self._scheme}.{self._language}.{kind}.png".replace("/", "_").replace(" ", "-")
            page.screenshot(path=self._pictures / file, full_page=True, caret="initial")  # else it leaves style=""


def resize(page: Page, size: tuple[int, int]) -> None:
    """Make the window `size` (width, height) in CSS pixels."""
    page.set_viewport_size({"width": size[0], "height": size[1]})


def find_overflow(page: Page) -> str:
    """What makes the page scroll sideways; empty where nothing does."""
    found = page.evaluate(_OVERFLOW)
    assert isinstance(found, str)
    return found
