"""Autodiscovery: links to feeds in the head of a site's pages (WHATWG HTML 4.6.7.1)."""
