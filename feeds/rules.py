"""The rules of ``feeds check``: the name, meaning and severity of each.

docs/reference/checks.md explains each rule.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from enum import StrEnum

import msgspec

from feeds.errors import Fault, suggestion


class Severity(StrEnum):
    """How serious a finding is; the most serious first."""

    ERROR = "error"
    """The check fails."""
    WARNING = "warning"
    """The check fails with ``--strict``."""
    NOTE = "note"
    """The check never fails."""


class Rule(msgspec.Struct, frozen=True):
    """What a check looks for."""

    name: str
    severity: Severity
    about: str
    """One sentence about what it finds."""


_ALL = (
    Rule("left-out", Severity.ERROR, "A post cannot be read, so no feed shows it."),
    Rule("incomplete", Severity.ERROR, "Part of a post or of the configuration cannot be used."),
    Rule("duplicate-id", Severity.ERROR, "Two posts have the same id."),
    Rule("similar-terms", Severity.WARNING, "Several spellings of one term each have a feed."),
    Rule("future-by-zone", Severity.WARNING, "A date without a time zone delays a post."),
    Rule("unlikely-date", Severity.WARNING, "A date is probably wrong."),
    Rule("dead-link", Severity.WARNING, "A link leads to a page or file that does not exist."),
    Rule("dead-image", Severity.WARNING, "An image or an enclosure does not exist."),
    Rule("dead-fragment", Severity.WARNING, "A link leads to an id that is not in its post."),
    Rule("large-entry", Severity.WARNING, "An entry is too large for some feed readers."),
    Rule("large-feed", Severity.WARNING, "A feed is too large for some feed readers."),
    Rule("html-title", Severity.WARNING, "A title contains HTML, which feed readers show as text."),
    Rule("xslt", Severity.WARNING, "A style sheet for feeds uses XSLT, which browsers ignore."),
    Rule("no-title", Severity.NOTE, "A post has no title."),
    Rule("no-alt-text", Severity.NOTE, "An image has no alt text."),
)

RULES = {rule.name: rule for rule in _ALL}
"""All rules by name, the most serious first."""


def rule_of(fault: Fault) -> Rule:
    """Return the rule that a fault breaks."""
    return RULES[fault.rule or ("left-out" if fault.fatal else "incomplete")]


def alike(faults: Iterable[Fault]) -> list[list[Fault]]:
    """Return faults in groups with one message, in the order of the first of each group."""
    groups: dict[str, list[Fault]] = {}
    for fault in faults:
        groups.setdefault(fault.message, []).append(fault)
    return [*groups.values()]


def without(faults: Iterable[Fault], ignored: Collection[str]) -> tuple[Fault, ...]:
    """Return the faults except those of the ignored rules."""
    return tuple(fault for fault in faults if rule_of(fault).name not in ignored)


def require_rule(name: str) -> str:
    """Return the name of a rule; raise ``ValueError`` if there is no such rule."""
    if name in RULES:
        return name
    raise ValueError(f"the rule {name!r} does not exist; {suggestion(name, RULES)}")
