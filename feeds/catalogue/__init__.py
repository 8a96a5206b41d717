"""From posts to an index kept between runs: the newest of a term, terms and counts.

Its modules are imported one by one: git is asked what changed before most are loaded.
"""

CATALOGUE = "catalogue.db"
"""In the state directory."""
