"""What can be measured of a text, which of it may drop an article, and what may be masked."""
