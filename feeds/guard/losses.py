"""Whether a build would take most posts away from subscribers, and the words for it. No I/O."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

FEWEST = 5
"""Missing posts; fewer may be somebody who deletes a post or two."""
_NAMED = 3


class Loss(NamedTuple):
    """The posts that subscribers have, and what a build would leave of them."""

    before: int
    """Posts published until now; 0 where none are known."""
    left: int
    """Posts that this build would publish."""
    gone: int = 0
    """Posts whose file was not found."""
    faulty: int = 0
    """Posts whose file has a fault."""
    withdrawn: Sequence[tuple[str, str]] = ()
    """Posts that their authors withdrew: path and reason, such as ``draft``."""
    left_out: Mapping[str, int] = {}
    """Files that are not published, by reason."""

    @property
    def missing(self) -> int:
        """Posts that disappear against their author's wish."""
        return self.gone + self.faulty

    def is_refused(self, share: float) -> bool:
        """Say whether a build must change nothing; up to a share of the posts may be missing."""
        if share >= 1:
            return False
        return not self.left or (self.missing >= FEWEST and self.missing > share * self.before)

    @property
    def reason(self) -> str:
        """What is wrong, without a path of the machine."""
        if not self.before:
            files = _listed((count, reason) for reason, count in sorted(self.left_out.items()))
            return "there is no post to publish" + (f" (left out: {files})" if files else "")
        causes = _listed([(self.gone, "not found"), (self.faulty, "with faults")])
        missing = f"{self.missing} of {self.before} published posts are missing ({causes})"
        withdrawn = f"{len(self.withdrawn)} withdrawn by their authors: {self._withdrawals}"
        if self.left or not self.withdrawn:
            return missing
        return (
            f"no post would be left; {missing}; {withdrawn}"
            if causes
            else (f"no post would be left; {withdrawn}")
        )

    @property
    def _withdrawals(self) -> str:
        named = ", ".join(f"{path} ({why})" for path, why in self.withdrawn[:_NAMED])
        more = len(self.withdrawn) - _NAMED
        return f"{named} and {more} more" if more > 0 else named


def _listed(counts: Iterable[tuple[int, str]]) -> str:
    return ", ".join(f"{count} {what}" for count, what in counts if count)
