"""A corpus's data card: what it holds, from where, how it was made, and what it is not.

After Gebru and others, "Datasheets for Datasets" (Communications of the ACM, 2021) and the
dataset cards of the Hugging Face Hub, whose YAML front matter ``front_matter`` writes.
"""

from output.card.facts import Facts, facts_of
from output.card.render import data_card, front_matter

__all__ = ["Facts", "data_card", "facts_of", "front_matter"]
