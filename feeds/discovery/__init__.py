"""Add links to feeds to a site's pages, so that feed readers find them."""
