"""What the Python programs have in common: a line in, a line out, and a refusal is an answer."""

import json
import sys
from collections.abc import Callable, Mapping
from typing import Any


def serve(commands: Mapping[str, Callable[..., Any]]) -> None:
    """Answer until the input ends."""
    for line in sys.stdin:
        name, arguments = json.loads(line)
        try:
            answer = {"given": commands[name](**arguments)}
        except Exception as error:  # noqa: BLE001 - whatever another's library raises is its refusal
            answer = {"refused": f"{type(error).__name__}: {error}"}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
