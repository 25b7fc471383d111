"""The plug-ins that there are: found by looking into the folders, never by a list. `kinds` says what each offers."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from types import ModuleType
from typing import cast

from verifier import formats, keys, records, schemas, statuses, suites, trust, wrappers
from verifier.kinds import (
    ChainMethod,
    Format,
    KeyMethod,
    RecordReader,
    SchemaMethod,
    StatusMethod,
    Suite,
    TrustFormat,
    Wrapper,
)


def _modules(package: ModuleType) -> tuple[ModuleType, ...]:
    names = sorted(each.name for each in pkgutil.iter_modules(package.__path__))
    return tuple(importlib.import_module(f"{package.__name__}.{name}") for name in names)


@cache
def all_formats() -> tuple[Format, ...]:
    return tuple(cast(Format, each) for each in _modules(formats))


@cache
def all_suites() -> Mapping[str, Suite]:
    return {suite.NAME: suite for suite in (cast(Suite, each) for each in _modules(suites))}


@cache
def all_key_methods() -> tuple[KeyMethod, ...]:
    return tuple(cast(KeyMethod, each) for each in _modules(keys) if hasattr(each, "resolve_controller"))


@cache
def chain_method() -> ChainMethod | None:
    """The one way from certificates to a key, where it is built."""
    return next((cast(ChainMethod, each) for each in _modules(keys) if hasattr(each, "resolve_chain")), None)


@cache
def all_wrappers() -> tuple[Wrapper, ...]:
    return tuple(cast(Wrapper, each) for each in _modules(wrappers))


@cache
def all_status_methods() -> Mapping[str, StatusMethod]:
    methods = (cast(StatusMethod, each) for each in _modules(statuses))
    return {kind: method for method in methods for kind in method.TYPES}


@cache
def all_schema_methods() -> Mapping[str, SchemaMethod]:
    methods = (cast(SchemaMethod, each) for each in _modules(schemas))
    return {kind: method for method in methods for kind in method.TYPES}


@cache
def all_trust_formats() -> tuple[TrustFormat, ...]:
    return tuple(cast(TrustFormat, each) for each in _modules(trust))


@cache
def all_record_readers() -> tuple[RecordReader, ...]:
    readers = [cast(RecordReader, each) for each in _modules(records)]
    return tuple(sorted(readers, key=lambda reader: reader.NAME == "generic"))
