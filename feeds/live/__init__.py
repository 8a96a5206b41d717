"""Keeping the edition up to date while it is served: by one process, however many serve it."""
