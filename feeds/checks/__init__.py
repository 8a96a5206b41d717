"""Find what validators and feed readers would complain about."""

from feeds.checks.check import CheckResult, check_post, check_site

__all__ = ["CheckResult", "check_post", "check_site"]
