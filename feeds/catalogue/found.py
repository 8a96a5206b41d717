"""What the catalogue answers with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from feeds.model import Template, Term


@dataclass(frozen=True, slots=True)
class Shown:
    """A post as it stands in a window: where it is, and the version that was read."""

    path: str
    version: str
    template: Template = Template.NONE


@dataclass(frozen=True, slots=True)
class TermCount:
    """A term and the posts published under it now."""

    term: Term
    posts: int
    newest: datetime
