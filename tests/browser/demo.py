"""The real application in a process of its own, with its issuers: what every browser test talks to."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from urllib.request import Request, urlopen

from verifier.errors import JsonObject

ROOT = Path(__file__).resolve().parents[2]
START_LIMIT = 60  # seconds
_FILES = ("DATABASE_PASSWORD_FILE", "CA_FILE", "TRUST_FILES", "REGISTER_FILES")
_OPERATOR = ("PUBLIC_URL", "DATABASE_URL", "ALLOW_ORIGINS", *_FILES)


@dataclass(frozen=True)
class Demo:
    """A running demo: its origin and the four links that it printed."""

    origin: str
    wallet_link: str
    verify_link: str
    share_link: str
    desk_link: str

    def issue(self, document: JsonObject, signer: str = "bitstring") -> JsonObject:
        """`document`, signed by one of the issuers: `bitstring` is one by its domain, those of a cryptosuite a key."""
        return self._post(f"/issuer/{signer}/credentials/issue", {"credential": document})

    def set_status(self, credential_id: str, purpose: str, value: bool) -> None:
        """Flip a bit of the live status list; `purpose` is `revocation` or `suspension`."""
        entry: JsonObject = {"statusPurpose": purpose, "status": "1" if value else "0"}
        self._post("/issuer/bitstring/credentials/status", {"credentialId": credential_id, "credentialStatus": entry})

    def _post(self, path: str, body: JsonObject) -> JsonObject:
        headers = {"Content-Type": "application/json"}
        with urlopen(Request(self.origin + path, json.dumps(body).encode(), headers), timeout=20) as answer:
            found = json.load(answer)
        assert isinstance(found, dict)
        return found


@contextmanager
def run_demo(folder: Path) -> Iterator[Demo]:
    """The demo with its data in `folder`, served on a free port of the loopback until the end of the block."""
    port = _free_port()
    command = [sys.executable, "-m", "wallet", "demo", "--data", str(folder / "data"), "--port", str(port)]
    environment = {name: value for name, value in os.environ.items() if name not in _OPERATOR}
    with (
        (folder / "errors.txt").open("w+") as errors,
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=errors, text=True) as child,
    ):
        try:
            links = _read_links(child)
            if "Desk" not in links:
                errors.seek(0)
                raise RuntimeError(f"the demo did not start: {errors.read()}")
            yield Demo(f"http://127.0.0.1:{port}", links["Wallet"], links["Verify"], links["Share"], links["Desk"])
        finally:
            child.terminate()
            try:
                child.wait(15)
            except subprocess.TimeoutExpired:
                child.kill()


def _read_links(child: subprocess.Popen[str]) -> dict[str, str]:
    assert child.stdout is not None
    links: dict[str, str] = {}
    patience = Timer(START_LIMIT, child.kill)
    patience.start()
    try:
        for line in child.stdout:
            name, _, link = line.strip().partition(": ")
            links[name] = link
            if name == "Desk":
                break
    finally:
        patience.cancel()
    return links


def _free_port() -> int:
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        return int(place.getsockname()[1])
