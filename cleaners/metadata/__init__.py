"""What the page says of its article: title, authors, dates, and the rest."""
