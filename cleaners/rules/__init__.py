"""Rules as data: what a line of boilerplate looks like, by category and language.

``format`` reads ``<category>.toml`` into checked entries, ``line`` turns a block's text
into what rules look at, ``phrases`` finds all lexicon phrases of all rules in one pass,
``matchers`` holds one small class per kind of condition, and ``book`` puts them together.
``footer`` and ``sentences`` know about position: the run of boilerplate at the end of a
text, and a call that stands as a sentence of its own inside a paragraph.
"""
