"""Jekyll's Markdown: kramdown's HTML, made with a CommonMark engine."""
