"""Ways out of a corpus: Parquet, JSON lines, text files, datatrove's and Hugging Face's layout.

    from output.export import Selection, Style, export

    export("corpus", "articles", to="parquet", selection=Selection(latest=True))

An export appears whole or not at all, holds its records in an order that does not depend on
the runs that wrote them, and needs memory for one row group, however large the corpus is.
"""

from output.export.extra import MissingExtra
from output.export.job import FORMATS, Exported, Format, export
from output.export.selection import Selection
from output.export.staging import ExportRefused, NothingSelected
from output.export.style import FORMS, Form, Style

__all__ = [
    "FORMATS",
    "FORMS",
    "ExportRefused",
    "Exported",
    "Form",
    "Format",
    "MissingExtra",
    "NothingSelected",
    "Selection",
    "Style",
    "export",
]
