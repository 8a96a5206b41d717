"""The index of all posts, kept between builds."""

CATALOGUE = "catalogue.db"
"""In the state directory."""
