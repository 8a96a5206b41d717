"""Hugo's Markdown."""
