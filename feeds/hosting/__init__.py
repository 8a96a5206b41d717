"""What a static host must be told, so that it serves the written tree as the server would."""

from feeds.hosting.caddy import caddy
from feeds.hosting.nginx import nginx
from feeds.hosting.pages import OURS, Pages, cloudflare, netlify
from feeds.hosting.tree import WrittenTree

__all__ = ["OURS", "Pages", "WrittenTree", "caddy", "cloudflare", "netlify", "nginx"]
