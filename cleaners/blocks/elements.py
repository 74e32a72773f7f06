"""What HTML elements mean to the walk: which split text, which hide it, which name its sense.

After the rendering section of the HTML Standard: what browsers display as blocks.
"""

from __future__ import annotations

from typing import Final


def _set(names: str) -> frozenset[str]:
    return frozenset(names.split())


# How an element takes part in the flow of text. Numbers, not an Enum: the walk asks for every tag,
# and in Python 3.11 the member of an Enum costs fourteen times what a name costs.
INLINE: Final = 0
BLOCK: Final = 1
SKIP: Final = 2  # never displayed as text of the page
BREAK: Final = 3  # <br>
LINK: Final = 4
BOLD: Final = 5
ITALIC: Final = 6
OPEN: Final = 7  # a picture or plug-in


_BLOCK: Final = _set("""
address article aside blockquote body button caption center dd details dialog dir div dl dt
fieldset figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr html legend
li listing main menu nav noscript ol optgroup p plaintext pre search section summary table tbody
td template tfoot th thead tr ul xmp
""")
_SKIP: Final = _set("""
applet area audio base basefont canvas datalist frame head iframe img input link meta meter
noembed noframes object option param progress rp rt script select style svg textarea title
video math-field
""")
# They take room, and what stands inside them in the tree is shown: libxml2 knows no end of
# ``embed``, so that all that follows it does.
_OPEN: Final = _set("embed picture")

FLOW: Final[dict[str, int]] = {
    **dict.fromkeys(_BLOCK, BLOCK),
    **dict.fromkeys(_SKIP, SKIP),
    **dict.fromkeys(_OPEN, OPEN),
    "br": BREAK,
    "a": LINK,
    "b": BOLD,
    "strong": BOLD,
    "i": ITALIC,
    "em": ITALIC,
}

# Skipped, yet they take room between two words.
REPLACED: Final = _set("audio canvas iframe img input object select svg video")

HEADING_LEVEL: Final[dict[str, int]] = {f"h{level}": level for level in range(1, 7)}

# Elements and roles whose presence around a block tells what the block is.
_SENSES: Final = """
article main aside nav footer header form figure table list quote section heading paragraph
item cell code button dialog details address time definition caption
article-body headline author comment advert search content-info complementary banner
"""
ROLE_BIT: Final[dict[str, int]] = {sense: 1 << place for place, sense in enumerate(_SENSES.split())}

TAG_ROLES: Final[dict[str, int]] = {
    tag: ROLE_BIT[sense]
    for sense, tags in {
        "article": "article",
        "main": "main",
        "aside": "aside",
        "nav": "nav menu",
        "footer": "footer",
        "header": "header hgroup",
        "form": "form fieldset",
        "figure": "figure",
        "caption": "figcaption caption",
        "table": "table",
        "list": "ul ol dl dir",
        "item": "li dt dd",
        "quote": "blockquote q",
        "section": "section",
        "heading": "h1 h2 h3 h4 h5 h6",
        "paragraph": "p",
        "cell": "td th",
        "code": "pre listing plaintext xmp",
        "button": "button",
        "dialog": "dialog",
        "details": "details summary",
        "address": "address",
        "time": "time",
    }.items()
    for tag in tags.split()
}

# https://www.w3.org/TR/wai-aria-1.2/#landmark_roles and the like
ARIA_ROLES: Final[dict[str, int]] = {
    role: ROLE_BIT[sense]
    for role, sense in {
        "article": "article",
        "main": "main",
        "complementary": "complementary",
        "navigation": "nav",
        "menu": "nav",
        "menubar": "nav",
        "menuitem": "nav",
        "contentinfo": "content-info",
        "banner": "banner",
        "search": "search",
        "form": "form",
        "dialog": "dialog",
        "alertdialog": "dialog",
        "alert": "dialog",
        "figure": "figure",
        "list": "list",
        "listitem": "item",
        "heading": "heading",
        "button": "button",
        "toolbar": "nav",
        "tablist": "nav",
        "tab": "nav",
        "comment": "comment",
    }.items()
}

# https://schema.org properties and types that pages use as microdata
ITEM_ROLES: Final[dict[str, int]] = {
    name: ROLE_BIT[sense]
    for name, sense in {
        "articlebody": "article-body",
        "reviewbody": "article-body",
        "recipeinstructions": "article-body",
        "recipeingredient": "article-body",
        "text": "article-body",
        "headline": "headline",
        "alternativeheadline": "headline",
        "author": "author",
        "creator": "author",
        "publisher": "author",
        "editor": "author",
        "comment": "comment",
        "commenttext": "comment",
        "usercomments": "comment",
        "caption": "caption",
        "datepublished": "time",
        "datemodified": "time",
        "wpadblock": "advert",
        "wpfooter": "footer",
        "wpheader": "header",
        "wpsidebar": "aside",
        "sitenavigationelement": "nav",
        "breadcrumb": "nav",
    }.items()
}
