"""The signals of one text. They are recorded; only a named filter ever uses one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """Counts and shares (0 to 1, 4 places) of one text.

    Definitions: Gopher (Rae et al. 2021, arXiv:2112.11446, A1.1), C4 (Raffel et al. 2020,
    JMLR 21:140, 2.2) and FineWeb (Penedo et al. 2024, arXiv:2406.17557, 3.6). A line is a
    paragraph of the text normal form (of code, a line). None where the text has no words, or
    where its script or language has no such thing.
    """

    characters: int  # of the text, white space included
    words: int  # estimated for scripts without spaces
    sentences: int | None  # that end in a mark; None for Thai and Lao, which have none
    lines: int
    mean_word_length: float | None  # characters; None for scripts without spaces
    alphabetic_word_share: float | None  # tokens with a letter (Gopher)
    stop_words: int | None  # different ones; None for a language without a list
    stop_word_share: float | None  # of the words
    symbol_word_share: float | None  # "#" or ellipses per word, the larger (Gopher)
    punctuated_line_share: float | None  # end in terminal punctuation (C4, FineWeb)
    bullet_line_share: float | None  # start with a bullet (Gopher)
    ellipsis_line_share: float | None  # end in an ellipsis (Gopher)
    short_line_share: float | None  # under 30 characters (FineWeb)
    repeated_line_share: float | None  # lines that stood before (Gopher)
    repeated_line_character_share: float | None  # their characters (Gopher, FineWeb)
    top_2gram_share: float | None  # characters of the most frequent 2 words (Gopher) ...
    top_3gram_share: float | None
    top_4gram_share: float | None
    repeated_5gram_share: float | None  # characters of 5 words that stood before (Gopher) ...
    repeated_6gram_share: float | None
    repeated_7gram_share: float | None
    repeated_8gram_share: float | None
    repeated_9gram_share: float | None
    repeated_10gram_share: float | None
    curly_bracket: bool  # a sign of code (C4)
    placeholder: bool  # "lorem ipsum" (C4)
    page_language_agrees: bool | None  # detected against the page's lang; None: one is unknown
    site_language_agrees: bool | None  # detected against the site file's language
