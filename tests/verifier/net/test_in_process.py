"""Our own address is answered by our own application."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.verifier.net.serving import refusal
from verifier.net import InProcess
from verifier.world import Answer, no_network


async def own_app(scope, receive, send) -> None:  # type: ignore[no-untyped-def]
    status = 200 if scope["path"] == "/ä" else 404
    if scope["path"] == "/broken":
        raise RuntimeError("a bug")
    body = json.dumps(
        [scope["scheme"], scope["query_string"].decode(), sorted(name.decode() for name, _ in scope["headers"])]
    )
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-type", b"application/json")]})
    await send({"type": "http.response.body", "body": body.encode()})


def outside(url: str, _accept: str) -> Answer:
    return Answer(url, b"outside")


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_our_own_address_is_answered_by_our_own_application(scheme: str) -> None:
    fetch = InProcess("http://localhost:8000", own_app, outside)
    answer = fetch(f"{scheme}://localhost:8000/%C3%A4?q=1#part", "application/json")
    assert answer.url == f"{scheme}://localhost:8000/%C3%A4?q=1"
    assert answer.content_type == "application/json"
    asked_as, query, headers = json.loads(answer.body)
    assert (asked_as, query) == ("http", "q=1")
    assert headers == ["accept", "host", "user-agent"]


@pytest.mark.parametrize("url", ["http://localhost:8001/ä", "https://localhost/ä", "https://localhost.test:8000/ä"])
def test_everything_else_is_asked_outside(url: str) -> None:
    assert InProcess("http://localhost:8000", own_app, outside)(url, "*/*").body == b"outside"


def test_our_own_application_is_asked_as_a_stranger_would() -> None:
    fetch = InProcess("https://wallet.test", own_app, outside)
    assert refusal(fetch, "https://wallet.test/absent").facts["status"] == 404
    assert refusal(fetch, "http://wallet.test/broken").facts["status"] == 500
    assert refusal(fetch, "https://me:secret@wallet.test/ä").facts["reason"] == "credentials"
    assert refusal(fetch, "ftp://wallet.test/ä").facts["reason"] == "scheme"


def test_our_own_application_has_a_deadline_too() -> None:
    async def slow(_scope, _receive, _send) -> None:  # type: ignore[no-untyped-def]
        await asyncio.sleep(5)

    assert (
        refusal(InProcess("https://wallet.test", slow, outside, seconds=0.1), "https://wallet.test/").code
        == "fetch.timeout"
    )


def test_our_own_application_answers_a_thread_that_has_an_event_loop_of_its_own() -> None:
    async def app(_scope: object, _receive: object, send: Callable[[dict[str, object]], Awaitable[None]]) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"here"})

    async def ask() -> bytes:
        return InProcess("https://wallet.example", app, no_network)("https://wallet.example/x", "*/*").body

    with ThreadPoolExecutor(1) as pool:  # this one may have the loop of a browser's driver
        assert pool.submit(lambda: asyncio.run(ask())).result() == b"here"
