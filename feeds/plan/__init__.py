"""From the configuration and the catalogue to one plan of every feed."""

from feeds.plan.plan import Plan, plan_feeds
from feeds.plan.site import settle

__all__ = ["Plan", "plan_feeds", "settle"]
