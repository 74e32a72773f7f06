"""The blocks of a page or a text, in reading order."""
