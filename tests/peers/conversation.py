"""Programs of other makers as tests talk to them: one line of JSON asks, one line answers."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from verifier.errors import Json

PROGRAMS = Path(__file__).parent / "programs"
LEAVING = 15  # seconds


class Refused(Exception):
    """The other program's own libraries refuse what they were given; the text is theirs."""


@dataclass(frozen=True)
class Other:
    """A running program."""

    process: subprocess.Popen[str]

    def ask(self, command: str, **arguments: Json) -> Json:
        """What `command` gives. Raises Refused where it refuses."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps([command, arguments]) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        assert line, f"the program ended: {self.process.wait(LEAVING)}"
        answer = json.loads(line)
        if "refused" in answer:
            raise Refused(answer["refused"])
        given: Json = answer["given"]
        return given

    def text(self, command: str, **arguments: Json) -> str:
        """What `command` gives, which is a text."""
        given = self.ask(command, **arguments)
        assert isinstance(given, str)
        return given

    def object(self, command: str, **arguments: Json) -> dict[str, Json]:
        """What `command` gives, which is an object."""
        given = self.ask(command, **arguments)
        assert isinstance(given, dict)
        return given


@contextmanager
def running(command: Sequence[str], folder: Path) -> Iterator[Other]:
    """The program for as long as it is talked to."""
    with subprocess.Popen(
        command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:
        try:
            yield Other(process)
        finally:
            assert process.stdin
            process.stdin.close()  # it ends with its input
            try:
                process.wait(LEAVING)
            except subprocess.TimeoutExpired:
                process.kill()
