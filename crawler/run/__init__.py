"""One run of the crawler: its parts, its dispatcher, its counts, its verdict."""
