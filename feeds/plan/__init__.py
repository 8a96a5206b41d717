"""From the configuration and the catalogue to a plan of all feeds."""

from feeds.plan.paths import LOOKALIKES, FeedPlace, PathAllocator
from feeds.plan.plan import Plan, plan_feeds, plan_site, specs_at, still_holds

__all__ = [
    "LOOKALIKES",
    "FeedPlace",
    "PathAllocator",
    "Plan",
    "plan_feeds",
    "plan_site",
    "specs_at",
    "still_holds",
]
