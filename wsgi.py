"""The entry point for WSGI servers: ``gunicorn wsgi:app``."""

import feeds

app = feeds.create_app()
