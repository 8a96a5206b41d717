"""One request and its answer, for those who count and note them when it is over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    pass

_NOTE = "feeds.selected"
_TAG_COST = '"'


class Selected(NamedTuple):
    """The representation that was selected for a request, whatever came of it."""

    kind: str
    """What the feed collects."""
    coding: str
    """Of the representation; ``identity`` where it has none."""
    size: int
    """Bytes before any coding."""
    coded_size: int
    """Bytes of the representation as it is sent, whole."""


def note_selected(environ: dict[str, Any], selected: Selected) -> None:
    """Leave word, for those who count, of what a request is answered from."""
    environ[_NOTE] = selected
