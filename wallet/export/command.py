"""`wallet export`: the same archive on the machine that runs the wallet, opened by the learner's passphrase."""

from __future__ import annotations

import os
from pathlib import Path

from wallet.accounts.service import sign_in
from wallet.export.archive import export_archive
from wallet.service import Service


def export_to(service: Service, name: str, passphrase: str, file: Path) -> None:
    """Write the archive to a new file that only its owner can read; nothing of it stays where that fails.

    Raises Problem `sign_in.wrong`, FileExistsError, OSError.
    """
    signed_in = sign_in(service, name, passphrase)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as out:
            for piece in export_archive(service, signed_in):
                out.write(piece)
    except BaseException:
        file.unlink()
        raise
