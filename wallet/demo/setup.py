"""Make the demo's world: issuers, a learner, the shelf in the learner's wallet, one share, a desk with one case."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from starlette.applications import Starlette

from wallet.accounts.holder_keys import new_holder_key
from wallet.accounts.service import SignedIn, sign_in, sign_up
from wallet.accounts.sessions import start_session
from wallet.app import create_app
from wallet.assembly import OwnApplication, make_service, read_clock
from wallet.credentials.imports import Taken, keep, take_in
from wallet.demo import pages
from wallet.demo.desk import make_desk
from wallet.demo.issuer import Issuers
from wallet.demo.pathways import PARTNERS, make_public
from wallet.demo.selective import make_selective
from wallet.demo.shelf import UNIVERSITY_NAME, make_shelf
from wallet.demo.signers import UNIVERSITY
from wallet.service import Problem, Service
from wallet.settings import Settings
from wallet.shares.making import Choice, Content
from wallet.shares.owner import State
from wallet.shares.service import create_share, list_shares, share_link
from wallet.shares.terms import Terms
from wallet.upgrade import upgrade

LEARNER = "Demo Learner"
REGISTER = "Cairn Demo Register of Quality Assurance"
LISTED_FOR = timedelta(days=5 * 365)
# It protects nothing: the README says it.
PASSPHRASE = "stones that mark a path"


@dataclass(frozen=True)
class Demo:
    """A demo that is ready to be served: the application and its four links."""

    app: Starlette
    wallet_link: str
    verify_link: str
    share_link: str
    desk_link: str


def prepare(data: Path, settings: Settings) -> Demo:
    """Make the demo in `data`, or find it there: `data/wallet` is the learner's side, `data/public` the issuers'.

    Raises WrongAddress where `data` was made for another address.
    """
    public, private = data / "public", data / "wallet"
    private.mkdir(parents=True, exist_ok=True, mode=0o700)
    issuers = Issuers(public / "issuers.json", settings.public_url, read_clock)
    trust, register = list_institutions(public, issuers, settings.public_url, read_clock())
    settings = replace(
        settings,
        database_url=f"sqlite:///{private / 'wallet.sqlite'}",
        secrets_file=private / "secrets.json",
        trust_files=(*settings.trust_files, trust),
        register_files=(*settings.register_files, register),
        log_file=private / "wallet.log",
        demo=True,
    )
    own = OwnApplication()
    service = make_service(settings, own)
    upgrade(service.database)
    own.app = app = create_app(service, pages.routes(issuers))
    learner = _learner(service, issuers)
    make_public(service, issuers)
    desk = make_desk(service, learner, PASSPHRASE, trust)
    links = (each for each in list_shares(service, learner) if each.state is State.ACTIVE)
    share = next((each for each in links if not each.owner.content.stack), None)
    if share is None:
        raise Problem("share.nothing_chosen")

    def enter(signed_in: SignedIn, after: str = "") -> str:
        return f"{settings.public_url}/enter/{start_session(service, signed_in, once=True)}{after}"

    return Demo(
        app=app,
        wallet_link=enter(learner),
        verify_link=f"{settings.public_url}/verify",
        share_link=share_link(service, share),
        desk_link=enter(desk.registrar, f"?next={desk.path}"),
    )


def list_institutions(public: Path, issuers: Issuers, public_url: str, at: datetime) -> tuple[Path, Path]:
    """The demo's list of trusted issuers, and its register of quality assurance, which names them for some years."""
    known = ((UNIVERSITY, UNIVERSITY_NAME), *PARTNERS)
    entries = [{"id": issuers.did(each.name), "name": name} for each, name in known]
    until = (at + LISTED_FOR).date().isoformat()
    trust, register = public / "demo-universities.json", public / "demo-register.json"
    trust.write_text(json.dumps([{**each, "url": public_url} for each in entries], indent=2), "utf-8")
    listings = [{**each, "register": REGISTER, "until": until} for each in entries]
    register.write_text(json.dumps(listings, indent=2), "utf-8")
    return trust, register


def _learner(service: Service, issuers: Issuers) -> SignedIn:
    try:
        return sign_in(service, LEARNER, PASSPHRASE)
    except Problem:
        learner, _ = sign_up(service, LEARNER, "", PASSPHRASE)
    held = new_holder_key(service, learner, UNIVERSITY_NAME)
    shelf = make_shelf(issuers, service.now(), LEARNER)
    in_part = make_selective(issuers, service.now(), LEARNER, held.key.public)
    kept: list[str] = []
    for item in [*shelf[:-1], *in_part, shelf[-1]]:
        import_id = take_in(service, learner, [Taken(item.case, item.raw)])
        kept += keep(service, learner, import_id, [0])
    ends_at = service.now() + timedelta(days=30)
    content = Content((Choice(kept[-1]),), LEARNER, "The course that my application speaks of.")
    create_share(service, learner, content, Terms(ends_at, label="Application as a data analyst"))
    return learner
