"""Write configuration for static hosts, so that they answer as the server does."""

from feeds.hosting.rule_files import OURS, HostFiles, cloudflare, netlify
from feeds.hosting.servers import caddy, nginx
from feeds.hosting.tree import WrittenTree

__all__ = ["OURS", "HostFiles", "WrittenTree", "caddy", "cloudflare", "netlify", "nginx"]
