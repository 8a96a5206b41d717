"""Limits on how many posts may disappear, and the message of a refusal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from feeds.errors import counted, reasons

FEWEST = 5
"""Fewest missing posts to refuse a build; fewer are ordinary deletions."""
_NAMED = 3
ACCEPT_REMOVALS = (
    "To build anyway, run `feeds build` once with the same options and --accept-removals."
)
_ACCEPT_EMPTY = (
    "To publish a feed without posts, run `feeds build` once with the same options and "
    "--accept-removals."
)


class Loss(msgspec.Struct, frozen=True):
    """The posts that subscribers have, and how many of them a build would remove.

    ``feeds publish`` counts the feed files in a store in the same way.
    """

    before: int
    """Posts published until now; 0 if none are known."""
    left: int
    """Posts that this build would publish."""
    gone: int = 0
    """Posts whose file was not found."""
    faulty: int = 0
    """Posts whose file has a fault."""
    withdrawn: Sequence[tuple[str, str]] = ()
    """Posts that their authors removed: path and reason, such as ``draft``."""
    left_out: Mapping[str, int] = {}
    """Files that are not published, by reason."""
    not_found: Sequence[str] = ()
    """Paths or links of the posts whose file was not found."""

    @property
    def missing(self) -> int:
        """How many posts would disappear although their authors did not remove them."""
        return self.gone + self.faulty

    def is_refused(self, share: float) -> bool:
        """Return whether a build must be refused; up to this share of the posts may be missing."""
        if share >= 1:
            return False
        return not self.left or (self.missing >= FEWEST and self.missing > share * self.before)

    @property
    def reason(self) -> str:
        """The reason of the refusal. It names no posts, because a server may show it to anybody."""
        if not self.before:
            return "the site has no posts to publish" + _in_brackets(reasons(self.left_out))
        if self.left or not self.withdrawn:
            return self._missing
        count = len(self.withdrawn)
        whose = "was removed by its author" if count == 1 else "were removed by their authors"
        removed = f"{counted(count, 'post')} {whose}"
        return f"no posts would remain: {f'{self._missing}, ' if self.missing else ''}{removed}"

    @property
    def _missing(self) -> str:
        if self.before == 1:
            return "the only published post is missing"
        causes = ((self.gone, "not found"), (self.faulty, "with faults"))
        named = _in_brackets(f"{count} {cause}" for count, cause in causes if count)
        return f"{self.missing} of {self.before} published posts are missing{named}"

    @property
    def names(self) -> Iterator[str]:
        """Lines that name the first posts that are missing or that their authors removed."""
        if self.withdrawn:
            withdrawn = [f"{path} ({why})" for path, why in self.withdrawn]
            yield f"Removed by their authors: {_first(withdrawn)}"
        if self.not_found:
            yield f"Not found: {_first(self.not_found)}"


def remedies(folder: str, label: str, is_first: bool) -> Iterator[str]:
    """Yield what to do after a refusal; ``is_first`` if no posts were published until now.

    ``folder`` is the site's folder, relative to the current folder. ``label`` names what it was
    read as.
    """
    place = "The current folder" if folder == "." else f"The folder {folder}"
    checks = (
        "and that no files are missing"
        if is_first
        else "that no files are missing, and that the site's settings did not change"
    )
    yield f"{place} was read as {label}. Check that it is the right folder, {checks}."
    yield _ACCEPT_EMPTY if is_first else ACCEPT_REMOVALS


def _first(names: Sequence[str]) -> str:
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")


def _in_brackets(parts: Iterable[str]) -> str:
    found = ", ".join(parts)
    return f" ({found})" if found else ""
