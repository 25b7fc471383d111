"""What the operator decides, read from the environment once at the start."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import make_url


class BadSettings(Exception):
    """A setting that cannot be used; the text names it."""


@dataclass(frozen=True)
class Settings:
    """`public_url` has no slash at its end. `trust_files` are lists of issuers that every reader here may rely on,
    `register_files` registers of institutions whose quality is assured.

    `allow_origins` opens single local origins to the guarded fetch (demo and tests; refused in production), `ca_file`
    is who signs their certificates. `accept_unproven_issuers` lets the VC-API take keys that nothing ties to the issuer
    (demo and tests; refused in production).
    """

    database_url: str
    public_url: str
    secrets_file: Path
    trust_files: tuple[Path, ...] = ()
    register_files: tuple[Path, ...] = ()
    allow_origins: frozenset[str] = frozenset()
    ca_file: Path | None = None
    accept_unproven_issuers: bool = False
    demo: bool = False
    log_file: Path | None = field(default=None)

    @property
    def is_secure(self) -> bool:
        """Whether cookies can be limited to https."""
        return self.public_url.startswith("https://")


def read_settings(environment: Mapping[str, str], *, host: str, port: int, tls: bool, production: bool) -> Settings:
    """Settings out of the environment. Raises BadSettings.

    `DATABASE_URL` (default: a SQLite file in `data/`), `DATABASE_PASSWORD_FILE` (put into the URL, so that no secret
    stands in it), `PUBLIC_URL` (default scheme://host:port), `SECRETS_FILE`, `TRUST_FILES` and `REGISTER_FILES`
    (separated by `:`), `ALLOW_ORIGINS` (separated by spaces), `CA_FILE` and `ACCEPT_UNPROVEN_ISSUERS` (`1`; for demo
    and tests).
    """
    public_url = environment.get("PUBLIC_URL", f"{'https' if tls else 'http'}://{host}:{port}").rstrip("/")
    parts = urlsplit(public_url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment or parts.path:
        raise BadSettings("PUBLIC_URL has to be like https://wallet.example")
    allow_origins = frozenset(environment.get("ALLOW_ORIGINS", "").split())
    if production and allow_origins:
        raise BadSettings("ALLOW_ORIGINS opens private addresses: wallet serve does not start with it")
    unproven = environment.get("ACCEPT_UNPROVEN_ISSUERS", "")
    if unproven not in ("", "0", "1"):
        raise BadSettings("ACCEPT_UNPROVEN_ISSUERS has to be 0 or 1")
    if production and unproven == "1":
        raise BadSettings("ACCEPT_UNPROVEN_ISSUERS takes anybody for an issuer: wallet serve does not start with it")
    ca_file = environment.get("CA_FILE")
    return Settings(
        database_url=_database_url(environment),
        public_url=public_url,
        secrets_file=Path(environment.get("SECRETS_FILE", "data/secrets.json")),
        trust_files=_files(environment, "TRUST_FILES"),
        register_files=_files(environment, "REGISTER_FILES"),
        allow_origins=allow_origins,
        ca_file=Path(ca_file) if ca_file else None,
        accept_unproven_issuers=unproven == "1",
    )


def _files(environment: Mapping[str, str], name: str) -> tuple[Path, ...]:
    return tuple(Path(each) for each in environment.get(name, "").split(os.pathsep) if each)


def _database_url(environment: Mapping[str, str]) -> str:
    url = make_url(environment.get("DATABASE_URL", "sqlite:///data/wallet.sqlite"))
    password_file = environment.get("DATABASE_PASSWORD_FILE")
    if password_file:
        url = url.set(password=Path(password_file).read_text("utf-8").strip())
    if url.get_backend_name() not in ("sqlite", "postgresql"):
        raise BadSettings("DATABASE_URL has to be SQLite or PostgreSQL")
    return url.render_as_string(hide_password=False)
