"""What the catalogue answers with."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from feeds.model import Template, Term


class Shown(NamedTuple):
    """A post as it stands in a window: where it is, and the version that was read."""

    path: str
    version: str
    template: Template = Template.NONE


class TermCount(NamedTuple):
    """A term and the posts published under it now."""

    term: Term
    posts: int
    newest: datetime
