"""The service that a learner owns: accounts, credentials, shares. `wallet.cli` starts it."""
