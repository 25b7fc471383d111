import logging

import pytest
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from tests.verifier.site.tiny import tiny
from verifier.site.access_log import AccessLog
from verifier.site.server import Discreet


def crash(request: Request) -> Response:
    try:
        {}["Ada's passphrase"]
    except KeyError as error:
        raise ValueError(f"no such thing: {request.url}") from error


def test_a_bug_is_a_page_without_details(caplog: pytest.LogCaptureFixture) -> None:
    response = tiny([Route("/x/{id}", crash)]).get("/x/1?q=secret-query")
    assert response.status_code == 500
    assert "Something went wrong on our side" in response.text
    for detail in ("Traceback", "ValueError", "secret", "Ada"):
        assert detail not in response.text


def test_a_bug_is_logged_by_kind_and_place_alone(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "cairn")
    tiny([Route("/x/{id}", crash)], Middleware(AccessLog)).get("/x/secret-id?q=secret-query")
    assert "ValueError" in caplog.text
    assert "KeyError" in caplog.text
    assert "test_errors.py" in caplog.text
    assert "GET /x/{id} 500" in caplog.text
    for detail in ("secret", "Ada", "no such thing"):
        assert detail not in caplog.text


def test_a_bug_is_json_for_programs() -> None:
    response = tiny([Route("/", crash)]).get("/", headers={"Accept": "application/json"})
    assert (response.status_code, response.json()["status"]) == (500, 500)


def test_an_error_page_that_cannot_be_drawn_is_plain_text() -> None:
    client = tiny([Route("/", crash)])
    client.app.state.pages.render = crash_in_a_template
    response = client.get("/")
    assert (response.status_code, response.text) == (500, "Something went wrong on our side")


def crash_in_a_template(*_: object) -> Response:
    from jinja2 import UndefinedError

    raise UndefinedError("secret")


def test_an_answer_that_had_begun_is_not_followed_by_another(caplog: pytest.LogCaptureFixture) -> None:
    async def parts():
        yield b"first"
        raise ValueError("secret")

    async def stream(request: Request) -> Response:
        return StreamingResponse(parts())

    assert tiny([Route("/", stream)]).get("/").content == b"first"
    assert "secret" not in caplog.text


def test_a_reader_who_left_is_no_bug(caplog: pytest.LogCaptureFixture) -> None:
    async def gone(request: Request) -> Response:
        raise ClientDisconnect

    with pytest.raises(AssertionError, match="did not receive any response"):
        tiny([Route("/", gone)]).get("/")
    assert not caplog.records


def test_unknown_methods_do_not_write_into_the_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "cairn")
    tiny([Route("/", crash)], Middleware(AccessLog)).request("SECRET", "/nowhere/secret")
    assert "OTHER - 404" in caplog.text
    assert "secret" not in caplog.text.lower().replace("test_", "")


def test_traces_of_others_are_logged_without_their_text() -> None:
    try:
        int("secret")
    except ValueError as error:
        record = logging.LogRecord("x", logging.ERROR, "x", 1, "it failed", None, (type(error), error, None))
    line = Discreet("%(message)s").format(record)
    assert line.startswith("it failed\nValueError [")
    assert "secret" not in line
