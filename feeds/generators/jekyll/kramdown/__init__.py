"""Jekyll's Markdown: the HTML that kramdown gives, by way of a CommonMark engine."""
