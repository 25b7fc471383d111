"""The agreements that stacks are evaluated under: those in the open, with their signatures as they stand now."""

from __future__ import annotations

from datetime import datetime

from wallet.pathways.documents import Kind
from wallet.pathways.service import agreement_of, list_public
from wallet.recognition.engine import Circumstances
from wallet.service import Service
from wallet.stacks.service import Agreed


def agreed_in(service: Service) -> Agreed:
    """What `wallet.stacks.service` asks for, from the public documents; replaced ones too, which some rely on."""

    def agreed(_at: datetime) -> Circumstances:
        published = list_public(service, Kind.AGREEMENT, old_ones=True)
        return Circumstances(
            agreements=tuple(agreement_of(each) for each in published),
            signatures=tuple(signed.signature for each in published for signed in each.signed),
        )

    return agreed
