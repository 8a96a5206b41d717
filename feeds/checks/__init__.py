"""Find what goes wrong in feed readers."""

from feeds.checks.check import CheckResult, check_post, check_site

__all__ = ["CheckResult", "check_post", "check_site"]
