"""`wallet serve`, `wallet demo`, `wallet migrate`, `wallet pause`, `wallet export`, `wallet recheck`."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from wallet.settings import BadSettings, Settings, read_settings

if TYPE_CHECKING:
    from wallet.assembly import OwnApplication
    from wallet.service import Service

REFUSED = 1
WRONG_USE = 64


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; 64 is wrong use or a setting that cannot be used."""
    try:
        options = build_parser().parse_args(argv)
    except SystemExit as stop:
        return WRONG_USE if stop.code else 0
    try:
        return int(options.run(options))
    except BadSettings as error:
        print(f"wallet: {error}", file=sys.stderr)
        return WRONG_USE


def build_parser() -> argparse.ArgumentParser:
    """The command line, as promised in the README."""
    parser = argparse.ArgumentParser(prog="wallet", description="A wallet for micro-credentials that the learner owns.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    serve = commands.add_parser("serve", help="serve the wallet (settings come from the environment)")
    serve.set_defaults(run=_serve)
    demo = commands.add_parser("demo", help="a learner, an issuer, a shelf of credentials and a share, to try it out")
    demo.set_defaults(run=_demo)
    demo.add_argument("--data", type=Path, metavar="DIR", help="keep the demo's data here (default: nowhere)")
    for command in (serve, demo):
        command.add_argument("--host", default="127.0.0.1")
        command.add_argument("--port", type=int, default=8000)
        command.add_argument("--certfile", type=Path)
        command.add_argument("--keyfile", type=Path)
    migrate = commands.add_parser("migrate", help="bring the database to the tables of this version")
    migrate.set_defaults(run=_migrate, host="127.0.0.1", port=8000, certfile=None)
    rotate = commands.add_parser(
        "rotate-keys", help="sign with a new key from the next start; the old ones still count"
    )
    rotate.set_defaults(run=_rotate, host="127.0.0.1", port=8000, certfile=None)
    pause = commands.add_parser("pause", help="pause every link: say it after a whole machine was put back")
    pause.set_defaults(run=_pause, host="127.0.0.1", port=8000, certfile=None)
    export = commands.add_parser(
        "export", help="write everything that is a learner's to a file; asks for the passphrase"
    )
    export.set_defaults(run=_export, host="127.0.0.1", port=8000, certfile=None)
    export.add_argument("--learner", required=True, metavar="NAME", help="the name or e-mail address to sign in with")
    export.add_argument("-o", "--output", type=Path, metavar="FILE", help="a new file (default: cairn-DATE.zip)")
    recheck = commands.add_parser("recheck", help="ask issuers anew for keys and lists that are known; fit for cron")
    recheck.set_defaults(run=_recheck, host="127.0.0.1", port=8000, certfile=None)
    return parser


def _settings(options: argparse.Namespace, *, production: bool) -> Settings:
    return read_settings(
        os.environ, host=options.host, port=options.port, tls=bool(options.certfile), production=production
    )


def _serve(options: argparse.Namespace) -> int:
    from verifier.site.server import run
    from wallet.app import create_app
    from wallet.assembly import OwnApplication, make_service
    from wallet.upgrade import is_current

    settings = _settings(options, production=True)
    own = OwnApplication()
    service = make_service(settings, own)
    if not is_current(service.database):
        raise BadSettings("the database is not of this version: run `wallet migrate` first")
    own.app = create_app(service)
    return run(
        own.app,
        options.host,
        options.port,
        certfile=options.certfile,
        keyfile=options.keyfile,
        log_file=settings.log_file,
    )


def _demo(options: argparse.Namespace) -> int:
    from verifier.site.server import run
    from wallet.demo.issuer import WrongAddress
    from wallet.demo.setup import prepare

    settings = _settings(options, production=False)
    with ExitStack() as stack:
        data = options.data or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="cairn-demo-")))
        try:
            demo = prepare(data, settings)
        except WrongAddress as error:
            raise BadSettings(f"{data} holds a demo for {error}: use that address, or another folder") from error

        def say() -> None:
            links = f"Wallet: {demo.wallet_link}\nVerify: {demo.verify_link}\nShare: {demo.share_link}\n"
            print(f"{links}Desk: {demo.desk_link}", flush=True)

        return run(
            demo.app,
            options.host,
            options.port,
            certfile=options.certfile,
            keyfile=options.keyfile,
            log_file=data / "wallet" / "wallet.log",
            on_listening=say,
        )


def _migrate(options: argparse.Namespace) -> int:
    from wallet.database import Database
    from wallet.upgrade import upgrade

    database = Database(_settings(options, production=False).database_url)
    upgrade(database)
    database.close()
    return 0


def _pause(options: argparse.Namespace) -> int:
    from wallet.assembly import OwnApplication, make_service
    from wallet.shares.life import pause_every_share

    service = make_service(_settings(options, production=False), OwnApplication())
    pause_every_share(service)
    service.database.close()
    return 0


def _export(options: argparse.Namespace) -> int:
    from getpass import getpass

    from wallet.assembly import OwnApplication
    from wallet.export.command import export_to
    from wallet.service import Problem

    service = _installed(options, OwnApplication())
    file = options.output or Path(f"cairn-{service.now():%Y-%m-%d}.zip")
    try:
        export_to(service, options.learner, getpass("Passphrase: "), file)
    except Problem:
        print("wallet: name and passphrase do not belong together", file=sys.stderr)
        return REFUSED
    except OSError as error:
        raise BadSettings(f"{file}: {error.strerror}") from error
    finally:
        service.database.close()
    print(file)
    return 0


def _recheck(options: argparse.Namespace) -> int:
    from wallet.app import create_app
    from wallet.assembly import OwnApplication
    from wallet.net import Outcome, RememberingFetch

    own = OwnApplication()
    service = _installed(options, own)
    own.app = create_app(service)  # what stands at our own address is answered in-process
    try:
        assert isinstance(service.fetch, RememberingFetch)
        found = service.fetch.refresh()
    finally:
        service.database.close()
    print(" ".join(f"{each}={found[each]}" for each in Outcome))
    return 0


def _installed(options: argparse.Namespace, own: OwnApplication) -> Service:
    """The service as it was set up here. Nothing is made by the way: a wrong setting is no new wallet."""
    from wallet.assembly import make_service
    from wallet.upgrade import is_current

    settings = _settings(options, production=True)
    if not settings.secrets_file.exists():
        raise BadSettings(f"no secrets at {settings.secrets_file}: is SECRETS_FILE right?")
    service = make_service(settings, own)
    if not is_current(service.database):
        raise BadSettings("the database is not of this version: run `wallet migrate` first")
    return service


def _rotate(options: argparse.Namespace) -> int:
    from wallet.vault.errors import BadSecrets
    from wallet.vault.server_secrets import rotate_secrets

    try:
        rotate_secrets(_settings(options, production=False).secrets_file)
    except BadSecrets as error:
        raise BadSettings(f"SECRETS_FILE: {error}") from error
    return 0


if __name__ == "__main__":
    sys.exit(main())
