"""HTML pages for people: a list of all feeds, and a page for each feed."""
