"""`verifier check`: exit codes, the promised JSON, and every option."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.issuing import (
    KEY,
    LIST_URL,
    OTHER_KEY,
    V2,
    WEB_DID,
    WEB_URL,
    credential,
    did_document,
    did_key,
    entry,
    jwk_method,
    method_of,
    multikey_method,
    school_credential,
    sign,
    signed_credential,
    status_list,
)
from tests.world import NOW, FakeWeb
from verifier import cli
from verifier.codec.keys import write_jwk
from verifier.errors import Json, JsonObject
from verifier.report import STEPS
from verifier.world import World

AT = "2026-11-21T12:00:00Z"
KEYS_OF_A_LINE = {"source", "verdict", "code", "checks", "format", "issuer", "record", "evidence", "at", "credentials"}


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, Json | bytes], str]:
    def write_file(name: str, content: Json | bytes) -> str:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        return str(path)

    return write_file


@pytest.fixture
def good(write: Callable[..., str]) -> str:
    return write("good.json", signed_credential())


@pytest.fixture
def bad(write: Callable[..., str]) -> str:
    return write("bad.json", {**signed_credential(), "name": "Baking cake"})


@pytest.fixture
def undecided(write: Callable[..., str]) -> str:
    return write("undecided.json", sign(credential("https://school.example/issuer")))


@pytest.fixture
def by_school(write: Callable[..., str]) -> str:
    return write("school.json", school_credential())


@pytest.fixture
def check(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, list[JsonObject]]]:
    """Runs `check --json --offline --at AT ...`, unless a network is named; the exit code and the lines."""

    def run(*arguments: str) -> tuple[int, list[JsonObject]]:
        offline = () if "--web" in arguments else ("--offline",)
        code = cli.main(["check", "--json", "--at", AT, *offline, *arguments])
        return code, [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return run


def outcome(line: JsonObject, name: str) -> tuple[Json, Json]:
    checks = line["checks"]
    assert isinstance(checks, list)
    (found,) = [each for each in checks if isinstance(each, dict) and each["name"] == name]
    return found["outcome"], found["code"]


# Exit codes


def test_exit_codes(good: str, bad: str, undecided: str, check) -> None:
    assert check(good)[0] == 0
    assert check(good, good)[0] == 0
    assert check(bad)[0] == 1
    assert check(undecided)[0] == 2
    assert check(good, undecided)[0] == 2
    assert check(undecided, bad, good)[0] == 1


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["check"],
        ["unheard"],
        ["check", "x.json", "--unheard"],
        ["check", "x.json", "--at", "2026-11-21T12:00:00"],
        ["check", "x.json", "--at", "now"],
        ["check", "x.json", "--as", "issuer"],
        ["check", "x.json", "-j", "two"],
        ["check", "x.json", "--web", "/nowhere"],
        ["check", "x.json", "--contexts", "/nowhere"],
        ["check", "x.json", "--keys", "/nowhere"],
        ["check", "x.json", "--trust", "/nowhere"],
        ["check", "x.json", "--anchors", "/nowhere"],
    ],
)
def test_wrong_use_is_64(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(arguments) == 64
    out = capsys.readouterr()
    assert out.out == ""
    assert out.err


@pytest.mark.parametrize("option", ["--web", "--contexts"])
@pytest.mark.parametrize(
    "index", [b"", b"[]", b'{"https://x.example/": "file"}', b'{"https://x.example/": {}}', b"\xff"]
)
def test_an_index_that_is_none_is_wrong_use(option: str, index: bytes, good: str, write, tmp_path: Path) -> None:
    write("odd/index.json", index)
    assert cli.main(["check", good, option, str(tmp_path / "odd")]) == 64


@pytest.mark.parametrize("option", ["--keys", "--trust", "--anchors"])
@pytest.mark.parametrize("content", [b"", b"7", b"{", b"\xff"])
def test_a_file_that_is_none_is_wrong_use(option: str, content: bytes, good: str, write) -> None:
    assert cli.main(["check", good, option, write("odd", content)]) == 64


def test_help_is_no_wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["check", "--help"]) == 0
    out = capsys.readouterr().out
    for option in ("--json", "--at", "--web", "--contexts", "--keys", "--accept-key", "--trust", "--anchors"):
        assert option in out
    for option in ("--offline", "--as", "--audience", "--nonce", "-j"):
        assert option in out


# The JSON


def test_a_line_has_the_promised_shape(good: str, check) -> None:
    code, (line,) = check(good)
    assert code == 0
    assert set(line) >= KEYS_OF_A_LINE
    assert next(iter(line)) == "source"
    assert line["source"] == good
    assert (line["verdict"], line["code"], line["format"], line["issuer"]) == ("valid", "ok", "vc_jsonld", did_key())
    assert (line["evidence"], line["at"], line["credentials"]) == ([], AT, [])
    checks = line["checks"]
    assert isinstance(checks, list)
    assert [each["name"] for each in checks] == list(STEPS)
    assert all(set(each) == {"name", "outcome", "code", "facts"} for each in checks)
    assert line["record"]["title"][0]["text"] == "Baking bread"


def test_one_line_for_each_source_in_order_and_as_it_was_given(good: str, bad: str, check) -> None:
    _, lines = check(bad, good, bad)
    assert [line["source"] for line in lines] == [bad, good, bad]
    assert [line["verdict"] for line in lines] == ["invalid", "valid", "invalid"]


def test_an_unreadable_thing_has_the_same_shape(write, check) -> None:
    code, (line,) = check(write("page.html", b"<html>"))
    assert code == 1
    assert set(line) >= KEYS_OF_A_LINE
    assert (line["verdict"], line["code"]) == ("invalid", "structure.not_a_credential")
    assert (line["record"], line["issuer"]) == (None, None)
    assert len(line["checks"]) == 8


def test_what_cannot_be_opened_is_undecided(tmp_path: Path, check) -> None:
    for source in (str(tmp_path / "missing.json"), str(tmp_path / "missing.jsonl"), str(tmp_path)):
        code, (line,) = check(source)
        assert (code, line["verdict"], line["code"], line["source"]) == (2, "undecided", "structure.unreadable", source)


def test_what_opens_and_is_no_credential_is_invalid(write, check) -> None:
    for name, content, expected in [
        ("empty.json", b"", "structure.empty"),
        ("empty.jsonl", b"", "structure.empty"),
        ("blank.jsonl", b"\n \n", "structure.empty"),
        ("number.json", b"7", "structure.not_a_credential"),
        ("large.json", b" " * (8 * 1024 * 1024 + 1), "structure.too_large"),
    ]:
        code, (line,) = check(write(name, content))
        assert (code, line["code"]) == (1, expected), name


def test_a_list_has_its_credentials_inside(write, check) -> None:
    broken = {**signed_credential(), "name": "Baking cake"}
    code, (line,) = check(write("list.json", [signed_credential(), broken]))
    assert (code, line["verdict"], line["code"]) == (1, "invalid", "proof.signature")
    assert [each["verdict"] for each in line["credentials"]] == ["valid", "invalid"]
    assert all(KEYS_OF_A_LINE - {"source"} <= set(each) for each in line["credentials"])


def test_a_jsonl_has_a_line_for_each_line(write, check) -> None:
    texts = [json.dumps(signed_credential()), "", "{", json.dumps(signed_credential())]
    source = write("many.jsonl", "\n".join(texts).encode())
    code, lines = check(source)
    assert code == 1
    assert [(line["source"], line["line"], line["verdict"]) for line in lines] == [
        (source, 1, "valid"),
        (source, 3, "invalid"),
        (source, 4, "valid"),
    ]


def test_other_sources_have_no_line(good: str, check) -> None:
    assert "line" not in check(good)[1][0]


def test_the_json_is_one_line_of_ascii(write, capsys: pytest.CaptureFixture[str]) -> None:
    source = write("names.json", sign(credential(name="Brötchen\n\u2028\U0001f35e")))
    assert cli.main(["check", "--json", "--offline", "--at", AT, source]) == 0
    out = capsys.readouterr().out
    assert out.isascii()
    assert out.count("\n") == 1


# Sources


class Stdin:
    def __init__(self, raw: bytes) -> None:
        self.buffer = io.BytesIO(raw)

    def close(self) -> None:
        """Other processes close theirs."""


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_standard_input(jobs: str, good: str, check, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", Stdin(json.dumps(signed_credential()).encode()))
    code, lines = check("-", good, "-j", jobs)
    assert code == 0
    assert [line["source"] for line in lines] == ["-", good]


def network(write: Callable[..., str], tmp_path: Path, answers: dict[str, Json | bytes]) -> str:
    """A folder for `--web`, whose files stand beside it."""
    index: JsonObject = {}
    for number, (url, body) in enumerate(answers.items()):
        write(f"files/{number}", body)
        index[url] = {"file": f"files/{number}", "sha256": "not looked at"}
    write("web/index.json", index)
    return str(tmp_path / "web")


def test_a_url_is_a_source(write, tmp_path: Path, check) -> None:
    url = "https://school.example/credential.json"
    web = network(write, tmp_path, {url: signed_credential()})
    code, (line,) = check(url, "--web", web)
    assert (code, line["verdict"], line["source"]) == (0, "valid", url)
    code, (line,) = check("https://school.example/gone.json", "--web", web)
    assert (code, line["code"]) == (2, "structure.unreadable")
    code, (line,) = check(url)
    assert (code, line["code"]) == (2, "structure.unreadable"), "offline"


def test_a_url_is_fetched_through_the_one_door() -> None:
    web = FakeWeb()
    web.put("https://school.example/c.json", signed_credential())
    found = cli.run_job(cli.Job("https://school.example/c.json"), World(NOW, web.fetch), cli.Policy())
    assert found.examined.report.verdict == "valid"
    assert web.requests == ["https://school.example/c.json"]


def test_the_folder_is_the_network(by_school: str, write, tmp_path: Path, check) -> None:
    assert check(by_school)[1][0]["code"] == "key.unreachable"
    code, (line,) = check(by_school, "--web", network(write, tmp_path, {WEB_URL: did_document()}))
    assert (code, line["code"]) == (0, "ok")
    (evidence,) = line["evidence"]
    assert evidence["url"] == WEB_URL
    assert len(evidence["sha256"]) == 64


def test_offline_wins_over_a_folder(by_school: str, write, tmp_path: Path, check) -> None:
    web = network(write, tmp_path, {WEB_URL: did_document()})
    assert check(by_school, "--web", web, "--offline")[0] == 2


def test_a_file_that_is_gone_is_no_answer(by_school: str, write, tmp_path: Path, check) -> None:
    web = network(write, tmp_path, {WEB_URL: did_document()})
    (tmp_path / "files/0").unlink()
    assert check(by_school, "--web", web)[1][0]["code"] == "key.unreachable"


def test_contexts_that_are_not_bundled(write, tmp_path: Path, check) -> None:
    url = "https://school.example/context.json"
    terms: JsonObject = {"@context": {"points": "https://school.example/terms#points"}}
    document = credential(credentialSubject={"id": "did:example:learner", "points": "12"})
    document["@context"] = [*document["@context"], url]
    world = World(NOW, contexts={url: json.dumps(terms).encode()})
    source = write("own.json", sign(document, world=world))
    assert check(source)[1][0]["code"] == "structure.context_unreachable"
    contexts = network(write, tmp_path, {url: terms, V2: {}})
    code, (line,) = check(source, "--contexts", contexts)
    assert (code, line["evidence"]) == (0, [])
    code, (line,) = check(source, "--web", contexts)
    assert (code, [each["url"] for each in line["evidence"]]) == (0, [url])


# Options


@pytest.mark.parametrize(
    ("at", "code"),
    [
        ("2026-11-21T12:00:00Z", 0),
        ("2026-11-21T13:00:00.000+01:00", 0),
        ("2025-01-01T00:00:00Z", 1),
        ("2099-01-01T00:00:00Z", 0),
    ],
)
def test_at(at: str, code: int, good: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["check", "--json", "--offline", "--at", at, good]) == code
    line = json.loads(capsys.readouterr().out)
    assert line["code"] == ("ok" if code == 0 else "validity.not_yet")


def test_without_at_it_is_now(write, capsys: pytest.CaptureFixture[str]) -> None:
    source = write("old.json", sign(credential(validFrom=None, validUntil="2020-01-01T00:00:00Z")))
    assert cli.main(["check", "--json", "--offline", source]) == 1
    assert json.loads(capsys.readouterr().out)["code"] == "validity.expired"


SECOND = multikey_method(WEB_DID + "#key-2", OTHER_KEY)


@pytest.mark.parametrize(
    ("keys", "accept", "code"),
    [
        ({WEB_DID: [multikey_method()]}, False, "ok"),
        ({WEB_DID: [jwk_method()]}, False, "ok"),
        ({WEB_DID: [dict(write_jwk(KEY.public))]}, False, "ok"),
        ({WEB_DID: [SECOND]}, False, "key.unreachable"),
        ({"did:web:else.example": [multikey_method()]}, False, "key.unreachable"),
        ({WEB_DID: "x"}, False, "key.unreachable"),
        ({WEB_DID: [7, None]}, False, "key.unreachable"),
        (did_document(), False, "ok"),
        (did_document(verificationMethod=[multikey_method("#key-1")], assertionMethod=["#key-1"]), False, "ok"),
        (did_document(verificationMethod=None, assertionMethod=[multikey_method()]), False, "ok"),
        # A key that the document has for other purposes is not handed in for assertions.
        (did_document(assertionMethod=[]), False, "key.unreachable"),
        (did_document(assertionMethod=None, authentication=["#key-1"]), False, "key.unreachable"),
        (did_document("did:web:else.example"), False, "key.unreachable"),
        ({"keys": [{**write_jwk(KEY.public), "kid": "key-1"}]}, False, "key.unreachable"),
        ({"keys": [{**write_jwk(KEY.public), "kid": "key-1"}]}, True, "ok"),
        ({"keys": [dict(write_jwk(KEY.public))]}, True, "ok"),
        ({"keys": [{**write_jwk(KEY.public), "kid": "key-2"}]}, True, "key.unreachable"),
        ({"keys": []}, True, "key.unreachable"),
    ],
)
def test_keys(keys: Json, accept: bool, code: str, by_school: str, write, check) -> None:
    arguments = [by_school, "--keys", write("keys.json", keys)] + (["--accept-key"] if accept else [])
    exit_code, (line,) = check(*arguments)
    assert line["code"] == code
    assert exit_code == (0 if code == "ok" else 2)
    if code == "ok":
        assert outcome(line, "key") == ("pass", "key.accepted")


def test_accept_key(undecided: str, bad: str, check) -> None:
    assert check(undecided)[1][0]["code"] == "key.unbound"
    code, (line,) = check(undecided, "--accept-key")
    assert (code, outcome(line, "key")) == (0, ("pass", "key.accepted"))
    assert check(bad, "--accept-key")[0] == 1


def test_accept_key_never_overrules_the_issuer(by_school: str, write, tmp_path: Path, check) -> None:
    web = network(write, tmp_path, {WEB_URL: did_document(assertionMethod=[])})
    keys = write("keys.json", {WEB_DID: [multikey_method()]})
    code, (line,) = check(by_school, "--web", web, "--keys", keys, "--accept-key")
    assert (code, line["code"]) == (1, "key.not_the_issuers")


def test_trust(good: str, write, check) -> None:
    listed = write("trust.json", [{"id": did_key(), "name": "Bakers' School", "url": "https://school.example/"}])
    code, (line,) = check(good, "--trust", listed)
    assert (code, outcome(line, "trust")) == (0, ("pass", "trust.listed"))
    other = write("other.json", [{"id": "did:web:else.example", "name": "Else"}])
    code, (line,) = check(good, "--trust", other)
    assert (code, outcome(line, "trust")) == (0, ("unknown", "trust.unlisted"))
    for wrong in ([{"id": did_key()}], [7], [{"id": 7, "name": "x"}], {"issuers": []}):
        assert check(good, "--trust", write("wrong.json", wrong))[0] == 64


def test_audience_and_nonce_need_a_holder(good: str, check) -> None:
    for arguments in (["--audience", "https://a.example"], ["--nonce", "1"]):
        code, (line,) = check(good, *arguments)
        assert (code, line["code"], outcome(line, "holder")) == (1, "holder.missing", ("fail", "holder.missing"))


@pytest.mark.parametrize("role", ["verifier", "holder"])
def test_roles(role: str, good: str, check) -> None:
    assert check(good, "--as", role)[0] == 0


# Several processes


def test_several_processes_find_the_same_in_the_same_order(
    good: str, bad: str, undecided: str, by_school: str, write, tmp_path: Path, check
) -> None:
    revocable = write("revocable.json", sign(credential(credentialStatus=entry())))
    web = network(write, tmp_path, {WEB_URL: did_document(), LIST_URL: sign(status_list(7))})
    keys = write("keys.json", {WEB_DID: [multikey_method()]})
    trust = write("trust.json", [{"id": did_key(), "name": "School"}])
    lines = write("many.jsonl", b"\n".join([json.dumps(signed_credential()).encode()] * 3))
    sources = [good, bad, undecided, by_school, revocable, lines, str(tmp_path / "missing.json")] * 2
    options = ["--web", web, "--contexts", web, "--keys", keys, "--trust", trust]
    one, two = check(*sources, *options), check(*sources, *options, "-j", "2")
    assert one == two
    assert [line["code"] for line in one[1][:5]] == ["ok", "proof.signature", "key.unbound", "ok", "status.revoked"]
    assert len(one[1]) == 18


@pytest.mark.parametrize("jobs", ["0", "-1"])
def test_fewer_than_one_process_is_one(jobs: str, good: str, check) -> None:
    assert check(good, "-j", jobs)[0] == 0


def test_each_process_makes_its_own_door_to_the_network(good: str) -> None:
    """The network itself can be named to another process; nothing is fetched here."""
    import pickle

    world = World(NOW, cli.ask_network)
    assert pickle.loads(pickle.dumps(world)) == world
    assert cli.main(["check", "--at", AT, "-j", "2", good, good]) == 0


# For people


def test_sentences_without_json(good: str, bad: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["check", "--offline", "--at", AT, "--language", "en", good, bad]) == 1
    out = capsys.readouterr()
    assert out.out.splitlines()[0] == good
    assert bad in out.out.splitlines()
    assert "[proof.signature]" in out.out
    assert out.err == "", "no progress where nobody looks"


def test_a_line_of_a_jsonl_is_named_with_its_number(write, capsys: pytest.CaptureFixture[str]) -> None:
    source = write("many.jsonl", json.dumps(signed_credential()).encode())
    assert cli.main(["check", "--offline", "--at", AT, source]) == 0
    assert capsys.readouterr().out.startswith(f"{source}:1\n")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("count", "expected"), [(1, ""), (2, "\r1/2\r2/2\n")])
def test_progress_only_on_a_terminal_and_for_several(
    count: int, expected: str, good: str, check, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    assert check(*[good] * count)[0] == 0
    assert terminal.getvalue() == expected


def test_a_name_that_cannot_be_written_is_no_crash(tmp_path: Path) -> None:
    """A file name of odd bytes, on a terminal that only knows ASCII."""
    command = [sys.executable, "-m", "verifier.cli", "check", "--offline", "--at", AT, "b\udcffd\u2028.json"]
    done = subprocess.run(command, capture_output=True, check=False, env={"PYTHONIOENCODING": "ascii"}, timeout=60)
    assert done.returncode == 2, done.stderr
    assert b"Traceback" not in done.stderr


def test_the_command_itself(good: str, bad: str) -> None:
    command = [sys.executable, "-m", "verifier.cli", "check", "--offline", "--json", "--at", AT]
    done = subprocess.run([*command, good, bad], capture_output=True, check=False, timeout=60)
    assert done.returncode == 1
    assert [json.loads(line)["verdict"] for line in done.stdout.splitlines()] == ["valid", "invalid"]
    assert done.stderr == b""
    assert method_of()
