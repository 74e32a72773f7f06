"""Finding articles: feeds, sitemaps, listing pages."""
