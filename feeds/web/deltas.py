"""What changed of a feed since a version (RFC 3229, with the ``feed`` manipulation). No I/O."""

from __future__ import annotations

from werkzeug.http import parse_accept_header

from feeds.edition import Version
from feeds.web.agents import agent

_UNAWARE = {"feedparser", "UniversalFeedParser", "rss2email"}
"""Who sends ``A-IM: feed`` without meaning it. The library feedparser puts it into every request,
and many a program that uses it, rss2email among them, takes 226 for an error: it shows
nothing, keeps the version it held, and fails again until that is forgotten. Whoever gives
feedparser a name of his own is believed."""


def asks_for_delta(a_im: str | None, user_agent: str | None) -> bool:
    """Say whether the client takes a feed of only what changed (RFC 3229 10.5.3)."""
    wanted = (weight for name, weight in parse_accept_header(a_im) if name.lower() == "feed")
    return any(weight > 0 for weight in wanted) and agent(user_agent).name not in _UNAWARE


def delta(body: bytes, current: Version, earlier: Version) -> bytes | None:
    """Return the feed with only the entries that are new or changed since an earlier version.

    ``body`` is the current version's. It is spliced, not rendered: what is around the entries
    stays, so the result is a feed of the same format. None where a delta would not tell all,
    because entries were removed, or would save nothing.
    """
    known = {(entry.id, entry.version) for entry in earlier.entries}
    shown = current.entries
    fresh = [entry for entry in shown if (entry.id, entry.version) not in known]
    if _lost_entries(current, earlier) or len(fresh) == len(shown):
        return None
    joint = body[shown[0].end : shown[1].start] if len(shown) > 1 else b""
    entries = joint.join(body[entry.start : entry.end] for entry in fresh)
    return body[: shown[0].start] + entries + body[shown[-1].end :]


def _lost_entries(current: Version, earlier: Version) -> bool:
    """Say whether an entry went otherwise than by newer ones pushing it out at the end."""
    present = {entry.id for entry in current.entries}
    stayed = [entry.id in present for entry in earlier.entries]
    pushed_out = current.is_full and stayed == sorted(stayed, reverse=True)
    return not (all(stayed) or pushed_out)
