"""Take a news article out of its page, and keep a receipt for all that was removed.

``clean_html`` and ``clean_text`` tell the whole of it. This package is pure: no
Scrapy, no network, no files but its own rules and weights.
"""
