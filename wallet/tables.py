"""Every table at once, for migrations and tests: importing this fills SQLModel's metadata."""

from sqlmodel import SQLModel

from wallet.accounts import tables as accounts
from wallet.credentials import tables as credentials
from wallet.desk import tables as desk
from wallet.history import tables as history
from wallet.net import CachedAnswer
from wallet.organisations import tables as organisations
from wallet.pathways import tables as pathways
from wallet.reviews import tables as reviews
from wallet.shares import tables as shares
from wallet.stacks import tables as stacks

__all__ = [
    "CachedAnswer",
    "SQLModel",
    "accounts",
    "credentials",
    "desk",
    "history",
    "organisations",
    "pathways",
    "reviews",
    "shares",
    "stacks",
]
