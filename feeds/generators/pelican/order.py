"""ARTICLE_ORDER_BY: in what order articles stand in feeds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import NamedTuple

from feeds.generators.pelican.config import Config

_REVERSED = "reversed-"
_ONE_MOMENT = datetime(2000, 1, 1, tzinfo=UTC)


class Order(NamedTuple):
    """Newest first, or by an attribute of theirs."""

    attribute: str
    """Empty for newest first."""
    descends: bool

    def moment(self, published: datetime) -> datetime | None:
        """Return what stands in for the date where the date does not decide."""
        del published
        return _ONE_MOMENT if self.attribute else None

    def key(self, value: Callable[[str], str], path: str, published: datetime) -> str:
        """Return a text by which articles sort upwards."""
        if not self.attribute:
            return ""
        if self.attribute == "date":
            text = published.astimezone(UTC).isoformat(timespec="microseconds")
        elif self.attribute == "basename":
            text = path.rpartition("/")[2]
        else:
            text = value(self.attribute)
        digits = text.encode()
        if self.descends:
            return bytes(255 - byte for byte in digits).hex() + "~"
        return digits.hex() + "!"


def order(config: Config) -> Order:
    """Return the site's order."""
    given = config.get("ARTICLE_ORDER_BY")
    if not isinstance(given, str) or not given:
        if given:
            message = "ARTICLE_ORDER_BY is no name of an attribute; write 'reversed-date'"
            config.fault("ARTICLE_ORDER_BY", message)
        return Order("", False) if given else Order("slug", False)
    if given == "reversed-date":
        return Order("", False)
    return Order(given.removeprefix(_REVERSED), given.startswith(_REVERSED))
