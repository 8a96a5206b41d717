"""The entry point for WSGI servers: ``gunicorn wsgi:app``."""

from feeds.web import create_app

app = create_app()
