"""Tests with programs of other makers run only when they are asked for: they install npm packages."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--peers", action="store_true", help="talk to programs of other makers as well (npm packages)")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--peers"):
        return
    left_out = [item for item in items if item.get_closest_marker("peers")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]
