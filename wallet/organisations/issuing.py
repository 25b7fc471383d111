"""Credentials that an organisation signs, and the domain that proves who it is."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime

from verifier import Examined, World, examine, issue
from verifier.codec.moments import write_moment
from verifier.errors import JsonObject
from wallet.organisations.organisation import Role, Staff
from wallet.organisations.service import check_role, row_of
from wallet.organisations.signing import SUITE, did_of_domain, hosted_did, method_of, signing_key
from wallet.organisations.stamping import stamped
from wallet.organisations.withdrawals import bits_of, sign_lists
from wallet.service import Problem, Service

MOST_DOMAINS = 20  # that an organisation signed under in its whole life: the list of each stays
_V2 = "https://www.w3.org/ns/credentials/v2"


def issuer_of(staff: Staff) -> JsonObject:
    """What a credential of the organisation names as its issuer."""
    return {"id": staff.organisation.did, "name": staff.organisation.profile.name}


def sign_as(service: Service, staff: Staff, document: JsonObject) -> Examined:
    """The document, signed by the organisation and verified as anybody would: nothing leaves that does not hold.

    Raises Problem `organisation.role`, and `organisation.not_signed` where it does not verify, such as when the
    organisation's domain no longer publishes its key.
    """
    check_role(staff, Role.REVIEWER)
    signed = _signed(staff, staff.organisation.did, document, service.now())
    examined = examine(signed, service.world())
    if examined.report.verdict.value != "valid":
        raise Problem("organisation.not_signed")
    return examined


def prove_domain(service: Service, staff: Staff, text: str) -> None:
    """Sign under a domain of the organisation's own from now on, where it publishes our key today.

    `text`: the domain, with a path where the document lies in one. Raises Problem `organisation.role`, `.domain`,
    `.domain_unproved`, `.too_many_domains`.
    """
    check_role(staff, Role.ADMIN)
    did = did_of_domain(text, service.settings.public_url)
    now = service.now()
    probe: JsonObject = {
        "@context": [_V2],
        "type": ["VerifiableCredential"],
        "issuer": did,
        "validFrom": write_moment(now),
        "credentialSubject": {"id": did},
    }
    uncached = replace(service.world(), fetch=service.fetch_link)
    if examine(_signed(staff, did, probe, now), uncached).report.verdict.value != "valid":
        raise Problem("organisation.domain_unproved", "domain")
    _sign_under(service, staff, did)


def give_up_domain(service: Service, staff: Staff) -> None:
    """Sign under this service's address again. Raises Problem `organisation.role`."""
    check_role(staff, Role.ADMIN)
    _sign_under(service, staff, "")


def _sign_under(service: Service, staff: Staff, own_did: str) -> None:
    organisation = staff.organisation
    did = own_did or hosted_did(service.settings.public_url, organisation.id)
    with service.database.writing() as session:
        row = row_of(session, staff)
        dids = dict.fromkeys((*row.status_lists, did))
        if len(dids) > MOST_DOMAINS:
            raise Problem("organisation.too_many_domains", "domain")
        with stamped(service, row):
            row.own_did = own_did
            row.status_lists = sign_lists(service, organisation.id, staff.key, dids, bits_of(row.status_lists))


def _signed(staff: Staff, did: str, document: JsonObject, now: datetime) -> bytes:
    key = signing_key(staff.key)
    signed = issue(document, key, method_of(did, key.public.multikey), SUITE, World(now))
    return json.dumps(signed, ensure_ascii=False).encode()
