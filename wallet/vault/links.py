"""The keys of a share. Its link is `/s/<id>#<key>`; what follows `#` never reaches a server unless a reader presses.

    link key (32 random bytes, 43 characters of base64url)
    ├── tag       hkdf(link key, "cairn/share/tag/1", share id)    stored: tells a wrong link from a right one, cheaply
    └── wrap key  hkdf(link key, "cairn/share/wrap/1", share id)   never stored
        └── content key
            without a passcode  hkdf(wrap key, "cairn/share/content/1", share id)
            with a passcode     hkdf(wrap key || Argon2id(passcode, salt, cost), "cairn/share/passcode/1", share id)

The content key seals the share (`blob.seal`). Tag and wrap key say nothing about each other, so a copy of the database
opens no share; and since every derivation names the share's id, a tag moved to another share fits no link. Before
Argon2id is run the tag has to fit and a try has to be reserved: both are the caller's.
"""

from __future__ import annotations

import hmac
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode

from wallet.vault.blob import check_key
from wallet.vault.errors import BadLink, Unusable
from wallet.vault.keys import hkdf, new_key
from wallet.vault.stretching import Cost, stretch

_WRITTEN = re.compile(r"[A-Za-z0-9_-]{43}")


def new_link_key() -> bytes:
    """32 random bytes."""
    return new_key()


def write_link_key(link_key: bytes) -> str:
    """The key as it stands in a link: 43 characters of base64url without padding (RFC 4648, 5)."""
    check_key(link_key)
    return urlsafe_b64encode(link_key).decode().rstrip("=")


def read_link_key(text: str) -> bytes:
    """The 32 bytes of a link's key. One key has one spelling: raises BadLink for every other."""
    if not _WRITTEN.fullmatch(text):
        raise BadLink
    link_key = urlsafe_b64decode(text + "=")
    if write_link_key(link_key) != text:
        raise BadLink
    return link_key


def derive_tag(link_key: bytes, share_id: str) -> bytes:
    """The 32-byte tag that is stored with the share."""
    return _derive(link_key, "cairn/share/tag/1", share_id)


def is_tag(expected: bytes, given: bytes) -> bool:
    """Whether two tags are the same, in a time that does not tell where they differ."""
    return hmac.compare_digest(expected, given)


def derive_wrap_key(link_key: bytes, share_id: str) -> bytes:
    """The 32-byte key that the content key comes from."""
    return _derive(link_key, "cairn/share/wrap/1", share_id)


def derive_content_key(wrap_key: bytes, share_id: str) -> bytes:
    """The 32-byte key of a share without a passcode."""
    return _derive(wrap_key, "cairn/share/content/1", share_id)


def derive_passcode_key(wrap_key: bytes, share_id: str, passcode: str, salt: bytes, cost: Cost) -> bytes:
    """The 32-byte key of a share with a passcode: neither the link nor the passcode alone gives it.

    `salt` is 16 random bytes that are stored beside the share, as is the cost (`stretching.read_cost`). A wrong
    passcode gives another key, and then `blob.unseal` raises WrongKey. Raises Unusable `secret.empty`, `.too_long`,
    `.characters`; Damaged for another salt.
    """
    check_key(wrap_key)
    if not passcode:
        raise Unusable("secret.empty")
    return hkdf(wrap_key + stretch(passcode, salt, cost), "cairn/share/passcode/1", _share(share_id))


def _derive(key: bytes, label: str, share_id: str) -> bytes:
    check_key(key)
    return hkdf(key, label, _share(share_id))


def _share(share_id: str) -> bytes:
    if not share_id:
        raise ValueError("a share has an id")
    return share_id.encode()
