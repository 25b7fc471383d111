"""The one door to the network: a `World.fetch` that a hostile credential may aim wherever it likes.

Every refusal and every failure is an `Unreachable`: `fetch.refused` (`reason`: url, scheme, credentials, host, port,
address, downgrade), `fetch.timeout`, `fetch.too_large`, `fetch.redirects` (`limit`), `fetch.status` (`status`),
`fetch.failed` (`reason`: dns, connect, tls, protocol, encoding). Facts hold the `url` and its `host`, never an address
that the name resolved to: the report may be read by whoever chose the name.
"""

from verifier.net.fetch import GuardedFetch, Limits
from verifier.net.inside import InProcess

__all__ = ["GuardedFetch", "InProcess", "Limits"]
