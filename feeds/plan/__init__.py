"""From the configuration and the catalogue to a plan of all feeds."""

from feeds.plan.pages import PagePaths
from feeds.plan.paths import LOOKALIKES, FeedPlace, PathAllocator
from feeds.plan.plan import STYLESHEET, Plan, plan_feeds, plan_site, specs_at, still_holds

__all__ = [
    "LOOKALIKES",
    "STYLESHEET",
    "FeedPlace",
    "PagePaths",
    "PathAllocator",
    "Plan",
    "plan_feeds",
    "plan_site",
    "specs_at",
    "still_holds",
]
