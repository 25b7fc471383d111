"""Certificates, and that https is never left."""

import datetime
import ssl
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.verifier.net.serving import Site, answered, refusal, serving
from verifier.net import GuardedFetch, Limits

ISSUED = datetime.datetime(2025, 1, 1, tzinfo=datetime.UTC)
NEVER = datetime.datetime(2125, 1, 1, tzinfo=datetime.UTC)


@dataclass(frozen=True)
class Authority:
    """A certification authority of one test run."""

    folder: Path
    key: ec.EllipticCurvePrivateKey
    name: x509.Name

    @property
    def file(self) -> Path:
        return self.folder / "ca.pem"

    def tls(self, *hosts: str, until: datetime.datetime = NEVER) -> ssl.SSLContext:
        key = ec.generate_private_key(ec.SECP256R1())
        names = [x509.DNSName(host) for host in hosts]
        certificate = self.sign(key, x509.Name([]), until, x509.SubjectAlternativeName(names), critical=True)
        file = self.folder / f"{'-'.join(hosts)}-{until.year}.pem"
        file.write_bytes(pem(certificate) + private_pem(key))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        return context

    def sign(
        self,
        key: ec.EllipticCurvePrivateKey,
        name: x509.Name,
        until: datetime.datetime,
        extension: x509.ExtensionType,
        *,
        critical: bool,
    ) -> x509.Certificate:
        builder = x509.CertificateBuilder(self.name, name, key.public_key(), x509.random_serial_number(), ISSUED, until)
        return builder.add_extension(extension, critical).sign(self.key, hashes.SHA256())


def pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def private_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def new_authority(folder: Path) -> Authority:
    folder.mkdir()
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Test authority")])
    made = Authority(folder, ec.generate_private_key(ec.SECP256R1()), name)
    made.file.write_bytes(pem(made.sign(made.key, name, NEVER, x509.BasicConstraints(True, None), critical=True)))
    return made


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return new_authority(tmp_path_factory.mktemp("tls") / "ours")


def local(site: Site, ca_file: Path | None, host: str = "name.test") -> tuple[GuardedFetch, str]:
    origin = f"https://{host}:{site.port}"
    limits = Limits(seconds=5)
    fetch = GuardedFetch(limits, allow_origins=[origin], ca_file=ca_file, resolve=lambda _host, _port: ["127.0.0.1"])
    return fetch, f"{origin}/"


def test_tls_and_the_host_header_keep_the_name_of_an_address_that_was_resolved(authority: Authority) -> None:
    with serving({"/": answered(200, b"sealed")}, authority.tls("name.test")) as site:
        fetch, url = local(site, authority.file)
        assert fetch(url, "*/*").body == b"sealed"
        assert site.names == ["name.test"]
        assert f"Host: name.test:{site.port}".encode() in site.asked[0]


def test_https_is_never_left_by_a_redirect(authority: Authority) -> None:
    with serving({}, authority.tls("name.test")) as site, serving({"/": answered(200)}) as plain:
        site.replies["/"] = answered(302, Location=plain.origin)
        origin = f"https://name.test:{site.port}"
        fetch = GuardedFetch(
            allow_origins=[origin, plain.origin],
            ca_file=authority.file,
            schemes=frozenset({"http", "https"}),
            resolve=lambda _host, _port: ["127.0.0.1"],
        )
        error = refusal(fetch, origin)
    assert (error.code, error.facts["reason"]) == ("fetch.refused", "downgrade")
    assert not plain.asked


def test_a_certificate_that_does_not_hold_is_refused(authority: Authority, tmp_path: Path) -> None:
    stranger = new_authority(tmp_path / "stranger")
    wrong = {
        "of nobody we know": (authority.tls("name.test"), None),
        "of somebody else's authority": (authority.tls("name.test"), stranger.file),
        "for another name": (authority.tls("other.test"), authority.file),
        "that has expired": (authority.tls("name.test", until=ISSUED + datetime.timedelta(1)), authority.file),
    }
    for tls, ca_file in wrong.values():
        with serving({"/": answered(200)}, tls) as site:
            fetch, url = local(site, ca_file)
            error = refusal(fetch, url)
            assert (error.code, error.facts["reason"]) == ("fetch.failed", "tls")
            assert "certificate" in str(error.facts["detail"]).lower()
            assert not site.asked


def test_a_ca_file_counts_only_where_it_was_opened_for(authority: Authority) -> None:
    with serving({"/": answered(200)}, authority.tls("name.test")) as site:
        fetch, _ = local(site, authority.file, host="another.test")
        assert refusal(fetch, f"https://name.test:{site.port}/").facts["reason"] == "address"


def test_a_handshake_that_hangs_ends_at_the_deadline() -> None:
    over = threading.Event()
    with serving({"": lambda _send: over.wait(3)}) as site:
        origin = f"https://127.0.0.1:{site.port}"
        began = time.monotonic()
        assert refusal(GuardedFetch(Limits(seconds=0.2), allow_origins=[origin]), origin).code == "fetch.timeout"
        assert time.monotonic() - began < 2
        over.set()
