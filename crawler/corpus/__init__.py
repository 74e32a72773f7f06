"""What ``scrapy corpus`` does with a corpus, beside checking it: exports, data card."""
