import threading

import pytest
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.verifier.site.tiny import tiny
from verifier.site.forms import files, form, text, texts

URLENCODED = {"Content-Type": "application/x-www-form-urlencoded"}


@form(max_files=2, max_fields=3, max_bytes=2000)
def echo(request: Request, fields: FormData) -> Response:
    sent = [[name, raw.decode()] for name, raw in files(fields, "file")]
    in_thread = threading.current_thread() is not threading.main_thread()
    return JSONResponse({"text": text(fields, "a"), "all": texts(fields, "a"), "files": sent, "thread": in_thread})


@pytest.fixture
def client():
    return tiny([Route("/", echo, methods=["POST"])])


def test_fields_and_files_reach_the_view(client) -> None:
    sent = [("file", ("a.txt", b"A")), ("file", ("", b"")), ("file", ("b.txt", b""))]
    answer = client.post("/", data={"a": ["1", "2"]}, files=sent[:2]).json()
    assert answer["all"] == ["1", "2"]
    assert answer["files"] == [["a.txt", "A"]]
    assert client.post("/", files=[sent[2]]).json()["files"] == [["b.txt", ""]]


def test_a_file_is_no_text_and_a_text_no_file(client) -> None:
    answer = client.post("/", files={"a": ("x", b"1")}, data={"file": "2"}).json()
    assert (answer["text"], answer["all"], answer["files"]) == ("", [], [])


@pytest.mark.parametrize("size", [2001, 7000, 50_000])
def test_a_body_over_the_limit_is_refused_as_a_page(client, size: int) -> None:
    for content in (b"a=" + b"x" * size, iter([b"a=", b"x" * (size // 2), b"x" * (size - size // 2)])):
        response = client.post("/", content=content, headers=URLENCODED)
        assert response.status_code == 413
        assert "<h1>" in response.text


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"a=1&a=2&a=3&a=4", "application/x-www-form-urlencoded"),
        (b"--b\r\n", "multipart/form-data"),
        (b"--b\r\nno header\r\n\r\n", "multipart/form-data; boundary=b"),
        (b"--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--", "multipart/form-data; boundary=b"),
        (b"x", "multipart/form-data; boundary=" + "b" * 500),
    ],
)
def test_what_is_no_form_is_refused_as_a_page(client, content: bytes, kind: str) -> None:
    response = client.post("/", content=content, headers={"Content-Type": kind})
    assert response.status_code == 400
    assert "<h1>" in response.text


def test_another_kind_of_body_is_an_empty_form(client) -> None:
    assert client.post("/", json={"a": "1"}).json()["text"] == ""


@pytest.mark.parametrize("fails", [False, True])
def test_uploads_are_closed_whatever_the_view_does(fails: bool) -> None:
    seen: list[UploadFile] = []

    @form(max_files=1)
    def keep(request: Request, fields: FormData) -> Response:
        seen.extend(value for value in fields.getlist("file") if isinstance(value, UploadFile))
        if fails:
            raise HTTPException(404)
        return Response()

    tiny([Route("/", keep, methods=["POST"])]).post("/", files={"file": ("x", b"1")})
    assert seen[0].file.closed
