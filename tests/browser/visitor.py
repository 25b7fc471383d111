"""Somebody at a browser: a context of their own, one page, the words of their language."""

from __future__ import annotations

import json
from uuid import uuid4

from playwright.sync_api import Locator, Page, Response

from tests.browser.words import Words
from verifier.errors import JsonObject

PASSPHRASE = "seven quiet stones by the river"


class Visitor:
    """What anybody does on our pages. Paths are below the demo's origin."""

    def __init__(self, page: Page, origin: str, say: Words) -> None:
        self.page = page
        self.origin = origin
        self.say = say
        self.name = ""
        self.kit: list[str] = []

    def go(self, path: str) -> Response:
        """Open a path of the site; a whole link is taken as it is."""
        address = path if path.startswith("http") else self.origin + path
        if "#" in address and address.partition("#")[0] == self.page.url.partition("#")[0]:
            self.page.goto("about:blank")  # else nothing is asked for: the browser only looks for the place after the #
        answer = self.page.goto(address)
        assert answer is not None
        return answer

    def button(self, sentence: str) -> Locator:
        """The button with these words."""
        return self.page.get_by_role("button", name=self.say(sentence), exact=True)

    def link(self, sentence: str) -> Locator:
        """The link with these words in the page itself, not in the frame around it."""
        return self.page.get_by_role("main").get_by_role("link", name=self.say(sentence), exact=True)

    def fill(self, **fields: str) -> None:
        """Type into fields by their names."""
        for name, value in fields.items():
            self.page.locator(f"main [name={name}]").first.fill(value)

    def text(self) -> str:
        """What stands on the page for everybody to read."""
        return self.page.locator("body").inner_text()

    def sign_up(self, name: str = "") -> None:
        """A new learner, up to the page with the kit."""
        self.name = name or f"Learner {uuid4().hex[:8]}"
        self.go("/sign-up")
        self.fill(name=self.name, passphrase=PASSPHRASE, passphrase_again=PASSPHRASE)
        self.button("Start").click()
        self.kit = [each.removesuffix("\n") for each in self.page.locator(".kit li").all_inner_texts()]

    def sign_in(self, passphrase: str = PASSPHRASE, name: str = "") -> None:
        """Whether it worked is for the caller to look at."""
        self.go("/sign-in")
        self.fill(name=name or self.name, passphrase=passphrase)
        self.button("Sign in").click()

    def read_in(self, *documents: JsonObject) -> None:
        """Paste credentials (several as one list), up to the preview."""
        self.go("/credentials/add")
        self.fill(text=json.dumps(documents[0] if len(documents) == 1 else documents))
        self.button("Read it").click()

    def keep(self, document: JsonObject) -> str:
        """Paste a credential and keep it; the path of its page."""
        self.read_in(document)
        self.button("Keep").click()
        self.page.wait_for_url("**/credentials/*")
        return self.page.url.removeprefix(self.origin)

    def share(self, *paths: str, **fields: str) -> str:
        """Share the credentials with these paths; the whole link."""
        chosen = "&".join(f"credential={path.rpartition('/')[2]}" for path in paths)
        self.go(f"/shares/new?{chosen}")
        self.fill(**fields)
        self.button("Make link").click()
        return self.page.locator("#link").inner_text().strip()

    def open(self, link: str, viewer: str = "") -> None:
        """Open a share as its reader."""
        self.go(link)
        self.fill(viewer=viewer)
        self.button("Open").click()
        self.page.locator(".checks").first.wait_for()
