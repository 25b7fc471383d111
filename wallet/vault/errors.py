"""Everything that the vault can raise besides a caller's mistake (which is a plain ValueError).

    VaultError
    ├── WrongKey       sealed under another key
    ├── Damaged        altered, cut short, moved to another place, or of a version that we do not know
    ├── WrongSecret    this passphrase, kit or cookie does not open this slot
    ├── Forged         not signed by any of the server's keys
    ├── MistypedKit    a recovery kit with a typing error
    ├── BadLink        not the key of a link
    ├── Unusable       a name, passphrase or passcode that nobody can have (also a ValueError)
    └── BadSecrets     the file of the server's secrets is missing, open to others, or no such file

Every error carries a `code`, whose sentence stands in the catalogues of `wallet/locale`. Neither the code nor the
error's arguments ever hold anything secret, so that they may be logged.
"""

from __future__ import annotations


class VaultError(Exception):
    """Raised with the code of what went wrong; without one, with its class's own."""

    code = "vault"

    def __init__(self, code: str | None = None) -> None:
        self.code = code or type(self).code
        super().__init__(self.code)


class WrongKey(VaultError):
    """The blob names another key than the one it was to be opened with."""

    code = "vault.wrong_key"


class Damaged(VaultError):
    """The blob was altered, cut short, moved from its place, or is of an unknown version."""

    code = "vault.damaged"


class WrongSecret(VaultError):
    """The secret does not open this slot."""

    code = "vault.wrong_secret"


class Forged(VaultError):
    """No key of the server signed this for this place, so nobody knows who wrote it."""

    code = "vault.forged"


class MistypedKit(VaultError):
    """The text is no recovery kit as it was printed: `vault.kit_length`, `.kit_character`, `.kit_mistyped`."""

    code = "vault.kit_mistyped"


class BadLink(VaultError):
    """The text is not the key of a link."""

    code = "vault.bad_link"


class Unusable(VaultError, ValueError):
    """Text that nobody can have as a name, a passphrase or a passcode; the code says why."""

    code = "vault.unusable"


class BadSecrets(VaultError):
    """`secrets.missing`, `.exists`, `.readable_by_others`, `.malformed`, `.unreadable`, `.unwritable`."""

    code = "secrets.malformed"
