"""Who signs in the demo, with what: an endpoint for each suite that is built, and an institution."""

from __future__ import annotations

from dataclasses import dataclass

from verifier.plugins import all_suites

PURPOSES = ("revocation", "suspension")
JOSE = "jose"
SD_JWT = "sd-jwt"


@dataclass(frozen=True)
class Signer:
    """One key of an issuer: its name, what it signs with, its kind, the status entries that are added.

    `suite` is that of `verifier.issue`, or JOSE for a credential in an envelope, SD_JWT for one with disclosures.
    `of` names the issuer in whose addresses and DID it stands; empty where that is its own name. `by_key` is whether
    the issuer is its key and nothing else (did:key): verifiers that reach no network know it, and no name is proved.
    """

    name: str
    suite: str
    curve: str = "Ed25519"
    purposes: tuple[str, ...] = ()
    of: str = ""
    by_key: bool = False

    @property
    def issuer(self) -> str:
        """The name of the issuer that it signs for."""
        return self.of or self.name


_ALL = (
    Signer("eddsa-rdfc-2022", "eddsa-rdfc-2022", by_key=True),
    Signer("eddsa-jcs-2022", "eddsa-jcs-2022", by_key=True),
    Signer("ecdsa-rdfc-2019", "ecdsa-rdfc-2019", "P-256", by_key=True),
    Signer("ecdsa-rdfc-2019-p384", "ecdsa-rdfc-2019", "P-384", by_key=True),
    Signer("ecdsa-jcs-2019", "ecdsa-jcs-2019", "P-256", by_key=True),
    Signer("ecdsa-sd-2023", "ecdsa-sd-2023", "P-256", by_key=True),
    Signer("bbs-2023", "bbs-2023", "BLS12-381-G2", by_key=True),
    Signer("ed25519-signature-2020", "Ed25519Signature2020", by_key=True),
    Signer("bitstring", "eddsa-rdfc-2022", purposes=("revocation",)),
    Signer("jose", JOSE, "P-256"),
)
# What `GET /issuer` names: an endpoint for each suite that is built, one that adds a status entry, one for JOSE.
SIGNERS = {each.name: each for each in _ALL if each.suite == JOSE or each.suite in all_suites()}
# The institution on the demo's shelf, with the keys that it has for credentials that can be shown in part; its
# endpoint is used by the shelf alone. A place in a list would link what bbs-2023 keeps apart, so that has none.
UNIVERSITY = Signer("university", "eddsa-rdfc-2022", purposes=PURPOSES)
UNIVERSITY_SD = Signer("university-sd", "ecdsa-sd-2023", "P-256", PURPOSES, of=UNIVERSITY.name)
UNIVERSITY_BBS = Signer("university-bbs", "bbs-2023", "BLS12-381-G2", of=UNIVERSITY.name)
UNIVERSITY_SD_JWT = Signer("university-sd-jwt", SD_JWT, "P-256", of=UNIVERSITY.name)
# Other institutions, who sign pathways and agreements with it.
NORTHPORT = Signer("northport", "eddsa-rdfc-2022", purposes=PURPOSES)
LOWLAND = Signer("lowland", "eddsa-rdfc-2022", purposes=PURPOSES)
INSTITUTIONS = frozenset({UNIVERSITY.name, NORTHPORT.name, LOWLAND.name})
_UNIVERSITY = (UNIVERSITY, UNIVERSITY_SD, UNIVERSITY_BBS, UNIVERSITY_SD_JWT, NORTHPORT, LOWLAND)
# Everything that has a key, by its name.
WITH_KEYS = {**SIGNERS, **{each.name: each for each in _UNIVERSITY}}
