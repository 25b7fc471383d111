"""The server's own keys, in a file of their own: a copy of the database without it finds no name and forges nothing.

The file, version 1, is one JSON object; every key is 32 random bytes in base64url without padding:

    {"version": 1, "name_key": "...", "signing_seeds": ["...", ...], "cache_key": "...", "token_key": "..."}

The first signing seed signs; the others only verify what was signed before (at most 16). Only its owner may read it.
"""

from __future__ import annotations

import contextlib
import json
import os
import stat
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from nacl.signing import SigningKey

from wallet.vault.blob import KEY_LENGTH
from wallet.vault.errors import BadSecrets
from wallet.vault.keys import new_key

_VERSION = 1
_MAX_BYTES = 16 * 1024
_MAX_SEEDS = 16
_NAMES = {"version", "name_key", "signing_seeds", "cache_key", "token_key"}


@dataclass(frozen=True)
class Secrets:
    """Keys of 32 bytes: for hashed names, for signing (Ed25519 seeds, the current one first), cache and tokens."""

    name_key: bytes = field(repr=False)
    signing_seeds: tuple[bytes, ...] = field(repr=False)
    cache_key: bytes = field(repr=False)
    token_key: bytes = field(repr=False)

    @property
    def signer(self) -> bytes:
        """The Ed25519 seed that signs now."""
        return self.signing_seeds[0]

    @property
    def public_keys(self) -> tuple[bytes, ...]:
        """The Ed25519 public keys (32 bytes) of every seed, the current one first."""
        return tuple(bytes(SigningKey(seed).verify_key) for seed in self.signing_seeds)


def create_secrets(path: Path) -> Secrets:
    """New secrets, written to `path` with mode 0600, wholly or not at all.

    Raises BadSecrets `secrets.exists` (nothing is ever overwritten) or `secrets.unwritable`.
    """
    secrets = Secrets(new_key(), (new_key(),), new_key(), new_key())
    try:
        with _draft(path, secrets) as draft:
            # Unlike a rename, a link fails when the name is taken: of two servers that start at once, one wins.
            path.hardlink_to(draft)
            _sync_folder(path.parent)
    except FileExistsError:
        raise BadSecrets("secrets.exists") from None
    except OSError:
        raise BadSecrets("secrets.unwritable") from None
    return secrets


def load_secrets(path: Path) -> Secrets:
    """The secrets in the file at `path`.

    Raises BadSecrets `secrets.missing`, `secrets.unreadable`, `secrets.readable_by_others` (group or others have any
    right to it) or `secrets.malformed`.
    """
    return _read(_read_private(path))


def rotate_secrets(path: Path) -> Secrets:
    """The secrets at `path` with a new signing seed before the others, in place of the file, wholly or not at all.

    What was signed before still verifies. A server that runs goes on with the old one until it is started anew. Raises
    what `load_secrets` raises, BadSecrets `secrets.full` where there are as many as there can be, `secrets.unwritable`.
    """
    old = load_secrets(path)
    if len(old.signing_seeds) >= _MAX_SEEDS:
        raise BadSecrets("secrets.full")
    secrets = replace(old, signing_seeds=(new_key(), *old.signing_seeds))
    try:
        with _draft(path, secrets) as draft:
            draft.replace(path)
            _sync_folder(path.parent)
    except OSError:
        raise BadSecrets("secrets.unwritable") from None
    return secrets


@contextlib.contextmanager
def _draft(path: Path, secrets: Secrets) -> Iterator[Path]:
    """The secrets in a file beside `path` that is gone afterwards. Raises OSError."""
    draft = path.with_name(f".{path.name}.{os.urandom(8).hex()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(_write(secrets))
            file.flush()
            os.fsync(file.fileno())
        yield draft
    finally:
        draft.unlink(missing_ok=True)


def _read_private(path: Path) -> bytes:
    try:
        with contextlib.ExitStack() as stack:
            handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)  # or a pipe would keep us waiting
            stack.callback(os.close, handle)
            mode = os.fstat(handle).st_mode  # of what is open: the name could mean something else by now
            if not stat.S_ISREG(mode):
                raise BadSecrets("secrets.malformed")
            if mode & 0o077:
                raise BadSecrets("secrets.readable_by_others")
            with os.fdopen(handle, "rb", closefd=False) as file:
                return file.read(_MAX_BYTES + 1)
    except FileNotFoundError:
        raise BadSecrets("secrets.missing") from None
    except OSError:
        raise BadSecrets("secrets.unreadable") from None


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _write(secrets: Secrets) -> bytes:
    content = {
        "version": _VERSION,
        "name_key": _encode(secrets.name_key),
        "signing_seeds": [_encode(seed) for seed in secrets.signing_seeds],
        "cache_key": _encode(secrets.cache_key),
        "token_key": _encode(secrets.token_key),
    }
    return json.dumps(content, indent=2).encode() + b"\n"


def _read(data: bytes) -> Secrets:
    # No error of the parser travels on: it would quote what it could not read.
    if len(data) > _MAX_BYTES:
        raise BadSecrets("secrets.malformed")
    try:
        content: object = json.loads(data)
    except (ValueError, RecursionError):
        raise BadSecrets("secrets.malformed") from None
    if not isinstance(content, Mapping) or set(content) != _NAMES or content["version"] != _VERSION:
        raise BadSecrets("secrets.malformed")
    seeds = content["signing_seeds"]
    if not isinstance(seeds, list) or not 1 <= len(seeds) <= _MAX_SEEDS:
        raise BadSecrets("secrets.malformed")
    return Secrets(
        name_key=_decode(content["name_key"]),
        signing_seeds=tuple(_decode(seed) for seed in seeds),
        cache_key=_decode(content["cache_key"]),
        token_key=_decode(content["token_key"]),
    )


def _encode(key: bytes) -> str:
    return urlsafe_b64encode(key).decode().rstrip("=")


def _decode(text: object) -> bytes:
    try:
        key = urlsafe_b64decode(f"{text}=") if isinstance(text, str) else b""
    except ValueError:
        key = b""
    if len(key) != KEY_LENGTH or _encode(key) != text:
        raise BadSecrets("secrets.malformed")
    return key
