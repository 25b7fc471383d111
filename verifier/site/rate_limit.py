"""How often something may be tried: a moving window in this process's memory, by address or another key."""

from __future__ import annotations

import ipaddress
import math
import time

from limits import RateLimitItem
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.exceptions import HTTPException
from starlette.requests import Request

_IPV6_NETWORK = 64  # bits: one household or machine has that many addresses


class TooMany(HTTPException):
    """429, with the seconds until the next try has a chance."""

    def __init__(self, seconds: int) -> None:
        super().__init__(429, headers={"Retry-After": str(seconds)})


class RateLimits:
    """Counts tries. Lives in `app.state.limits`."""

    def __init__(self) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def hit(self, limit: RateLimitItem, what: str, key: str) -> None:
        """Count one try of `what` by `key` (a hash, where the key would name somebody). Raises TooMany."""
        if not self._limiter.hit(limit, what, key):
            reset = self._limiter.get_window_stats(limit, what, key).reset_time
            raise TooMany(max(1, math.ceil(reset - time.time())))


def limits_of(request: Request) -> RateLimits:
    """The application's limits."""
    limits = request.app.state.limits
    assert isinstance(limits, RateLimits)
    return limits


def address_of(request: Request) -> str:
    """Whom a request counts for: an IPv4 address, or the /64 network of an IPv6 one."""
    host = request.client.host if request.client else ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ipaddress.IPv6Network((int(address), _IPV6_NETWORK), strict=False))
    return str(address)
