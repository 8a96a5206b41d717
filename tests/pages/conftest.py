"""Headless Chromium, one for all tests of a session, and axe, which judges accessibility."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.browser import CHROMIUM, chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("chromium is not installed")
    with chromium() as started:
        yield started


@pytest.fixture(scope="session")
def axe() -> str:
    """Return the source of axe-core."""
    modules = os.environ.get("FEEDS_AXE")
    if not modules:
        pytest.skip("axe-core is not installed (FEEDS_AXE)")
    return (Path(modules) / "axe-core/axe.min.js").read_text(encoding="utf-8")
