"""The site's memory: what recurs across a site's articles, and is therefore not the article.

``observe`` notes what an article's page showed, ``learn`` makes a ``Template`` of such notes,
``recall`` takes what a template knows out of an article that the other judges have cleaned.
All three are pure: the same notes give the same template in any order, the same template
the same text. Where notes are kept is the caller's business.
"""

from cleaners.memory.learn import Learning, learn
from cleaners.memory.observe import observe
from cleaners.memory.recall import ABSTAINED, Recalled, in_order, recall
from cleaners.memory.types import NOTHING, Frame, Learned, Observation, Sighting, Template

__all__ = [
    "ABSTAINED",
    "NOTHING",
    "Frame",
    "Learned",
    "Learning",
    "Observation",
    "Recalled",
    "Sighting",
    "Template",
    "in_order",
    "learn",
    "observe",
    "recall",
]
