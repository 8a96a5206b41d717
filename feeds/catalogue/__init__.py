"""The index of posts, kept between builds: terms, counts, and the newest posts of each term."""

CATALOGUE = "catalogue.db"
"""In the state directory."""
