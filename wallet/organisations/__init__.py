"""Organisations: several people under one sealed key, with a name of their own that can be proved."""
