"""Decide which feeds there are."""

from feeds.plan.pages import PagePaths, is_old_path
from feeds.plan.paths import LOOKALIKES, FeedPlace, PathAllocator
from feeds.plan.plan import STYLESHEET, Plan, plan_feeds, plan_site, specs_at, still_holds

__all__ = [
    "LOOKALIKES",
    "STYLESHEET",
    "FeedPlace",
    "PagePaths",
    "PathAllocator",
    "Plan",
    "is_old_path",
    "plan_feeds",
    "plan_site",
    "specs_at",
    "still_holds",
]
