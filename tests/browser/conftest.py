"""One demo and one browser for the session; a context of its own for everybody in a test."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, BrowserContext, Playwright, expect, sync_playwright

from tests.browser.demo import Demo, run_demo
from tests.browser.visitor import Visitor
from tests.browser.watch import Watch
from tests.browser.words import Words
from tests.needs import skip_or_fail

Visit = Callable[..., Visitor]

LOCALES = {"en": "en-GB", "de": "de-DE"}
PATIENCE = 15_000  # milliseconds for one step
ARGUMENTS = (
    "--disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update "
    "--disable-sync"
)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with run_demo(tmp_path_factory.mktemp("demo")) as running:
        yield running


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        expect.set_options(timeout=PATIENCE)
        yield running


@contextmanager
def launch(playwright: Playwright, *more: str) -> Iterator[Browser]:
    """A running browser, with further arguments."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        skip_or_fail("no chromium and no google-chrome on PATH")
    arguments = [*ARGUMENTS.split(), *more]
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")  # root has none
    running = playwright.chromium.launch(executable_path=program, args=arguments)
    yield running
    running.close()


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    with launch(playwright) as running:
        yield running


@pytest.fixture
def visit(browser: Browser, demo: Demo) -> Iterator[Visit]:
    """`visit(language="en", **options of a context)`: somebody new. What they all were shown is clean at the end."""
    yield from visitors(browser, demo)


def visitors(browser: Browser, demo: Demo) -> Iterator[Visit]:
    """What the fixture `visit` gives, in any browser."""
    contexts: list[tuple[BrowserContext, Watch]] = []

    def come(language: str = "en", **options: object) -> Visitor:
        context = browser.new_context(locale=LOCALES[language], **options)  # type: ignore[arg-type]
        context.set_default_timeout(PATIENCE)
        contexts.append((context, Watch(context, demo.origin)))
        return Visitor(context.new_page(), demo.origin, Words(language))

    yield come
    for context, _ in contexts:
        context.close()
    assert [finding for _, watch in contexts for finding in watch.findings] == []


@pytest.fixture(params=sorted(LOCALES, reverse=True))
def language(request: pytest.FixtureRequest) -> str:
    chosen = request.param
    assert isinstance(chosen, str)
    return chosen


@pytest.fixture
def learner(visit: Visit, language: str) -> Visitor:
    """A fresh learner, who has just kept the recovery kit."""
    somebody = visit(language)
    somebody.sign_up()
    return somebody
