"""Findings of a check, in the form in which tests compare them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from feeds.checks import check_site
from feeds.config import Config
from feeds.errors import Fault
from feeds.pipeline.project import Project, open_project
from feeds.rules import rule_of
from tests.support.tree import NOW


def faults(project: Project, now: datetime = NOW) -> tuple[Fault, ...]:
    """Return everything that a check finds."""
    return check_site(project, now, lambda *_: None).faults


def findings(project: Project, rule: str, now: datetime = NOW) -> list[str]:
    """Return what a check finds by one rule: ``path:line: message`` without the remedy."""
    found = (fault for fault in faults(project, now) if rule_of(fault).name == rule)
    return [str(fault).partition("; ")[0] for fault in found]


def site_of(root: Path, generator: str, **config: object) -> Project:
    """Open the tree of a generator, published at ``https://example.com``."""
    site = {"url": "https://example.com", "title": "Example"}
    values = {"posts": "tree", "generator": generator, "site": site, **config}
    return open_project(Config.of(values), root)
