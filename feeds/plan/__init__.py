"""From the configuration and the catalogue to one plan of every feed."""

from feeds.plan.placing import Place
from feeds.plan.plan import Plan, plan_feeds, specs_at, still_holds
from feeds.plan.site import settle

__all__ = ["Place", "Plan", "plan_feeds", "settle", "specs_at", "still_holds"]
