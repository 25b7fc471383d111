"""Programs of other makers for the time of the tests: npm packages out of copies of ../shared/peers, PyPI's out of
.venv-peers, which `scripts/test --peers` makes."""

import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest

from tests.needs import shared, skip_or_fail
from tests.peers.conversation import PROGRAMS, Other, running
from verifier.errors import JsonObject, Unreachable
from verifier.world import Answer

INSTALLING, STARTING = 300, 60  # seconds
PYTHON = Path(__file__).parents[2] / ".venv-peers"


@dataclass(frozen=True)
class Peer:
    """The other side: `url` is its address on this machine."""

    url: str
    client: httpx2.Client

    def post(self, path: str, body: JsonObject) -> tuple[int, JsonObject]:
        response = self.client.post(self.url + path, json=body)
        return response.status_code, response.json()

    def fetch(self, url: str, _accept: str) -> Answer:
        """A `World.fetch` that asks this peer and nobody else."""
        if not url.startswith(self.url + "/"):
            raise Unreachable("fetch.refused", {"url": url})
        response = self.client.get(url)
        if response.status_code != 200:
            raise Unreachable("fetch.failed", {"url": url})
        return Answer(url, response.content)


def installed(name: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of a folder of ../shared/peers with its npm packages in it."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        skip_or_fail("no Node.js")
    folder = tmp_path_factory.mktemp("peers") / name
    shutil.copytree(shared("peers", name), folder)
    install = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts"]
    subprocess.run(install, cwd=folder, check=True, capture_output=True, timeout=INSTALLING)
    return folder


def python_program(name: str) -> Iterator[Other]:
    """One of `programs/` with the libraries of .venv-peers."""
    interpreter = PYTHON / "bin" / "python"
    if not (PYTHON / ".made-from").exists():
        skip_or_fail("no .venv-peers: `scripts/test --peers` makes it")
    with running([str(interpreter), str(PROGRAMS / name)], PROGRAMS) as other:
        yield other


@pytest.fixture(scope="session")
def openvc() -> Iterator[Other]:
    """PyPI's `openvc-core`."""
    yield from python_program("with_openvc.py")


@pytest.fixture(scope="session")
def sd_jwt() -> Iterator[Other]:
    """PyPI's `sd-jwt`."""
    yield from python_program("with_sd_jwt.py")


@pytest.fixture(scope="session")
def tokens(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Other]:
    """npm's `@sd-jwt/sd-jwt-vc` and `jose`."""
    folder = installed("openid", tmp_path_factory)
    shutil.copy(PROGRAMS / "tokens.mjs", folder)
    with running(["node", "tokens.mjs"], folder) as other:
        yield other


@pytest.fixture(scope="session")
def peer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Peer]:
    folder = installed("vcapi", tmp_path_factory)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(["node", "server.mjs", str(port)], cwd=folder, stdout=log, stderr=log)
        try:
            _wait_for(server, folder / "log")
            context = ssl.create_default_context(cafile=str(folder.parent / "tls.pem"))
            with httpx2.Client(verify=context, trust_env=False, timeout=60) as client:
                yield Peer(f"https://localhost:{port}", client)
        finally:
            server.terminate()
            try:
                server.wait(timeout=15)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait(timeout=15)


def _wait_for(server: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + STARTING
    while "peer https" not in log.read_text("utf-8"):
        assert server.poll() is None, log.read_text("utf-8")
        assert time.monotonic() < end, "the peer did not start"
        time.sleep(0.1)
