"""`verifier serve` as a process of its own, on this machine's loopback address."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from tests.world import badge, signed


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = tmp_path / "log"
    with log.open("wb") as file:
        command = [sys.executable, "-m", "verifier.cli", "serve", "--port", str(port)]
        server = subprocess.Popen(command, stdout=file, stderr=file)
        try:
            _wait_for(port, server)
            yield f"http://127.0.0.1:{port}", log
        finally:
            server.terminate()
            assert server.wait(timeout=15) in (0, -15), log.read_text()


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            assert server.poll() is None
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the server did not start")


def test_the_site_serves_and_its_log_holds_nothing_that_was_asked(served: tuple[str, Path]) -> None:
    address, log = served
    with httpx2.Client(base_url=address, trust_env=False) as client:
        page = client.get("/verify?secret=1")
        assert "server" not in page.headers
        checked = client.post(
            "/verify", data={"text": signed(badge("Secret bread")).decode()}, headers={"Accept": "application/json"}
        )
        assert client.get("/secret").status_code == 404
        big = client.post("/language", data={"language": "x" * 200_000})  # answered, not cut off
    assert (page.status_code, checked.json()[0]["verdict"]) == (200, "valid")
    assert (big.status_code, "too large" in big.text) == (413, True)
    written = log.read_text()
    assert "GET /verify 200" in written
    assert "POST /verify 200" in written
    assert "secret" not in written.lower()
