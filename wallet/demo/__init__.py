"""The demo: an issuer, a learner and a shelf of credentials, for a newcomer's first look and for tests. Nothing else
imports this; `wallet serve` never serves it."""
