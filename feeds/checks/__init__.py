"""Checks: what validators and feed readers would complain of, in posts and in feeds."""

from feeds.checks.check import CheckResult, check_post, check_site

__all__ = ["CheckResult", "check_post", "check_site"]
