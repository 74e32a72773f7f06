"""Cleaning as an add-on of any Scrapy project: its items get the article's clean fields.

    ADDONS = {"crawler.addon.CleanwireAddon": 500}
    CLEANWIRE_SOURCE = "response"

The second line names the item field that holds the page: the response, or its HTML. Every
setting is documented in docs/addon.md.
"""

from __future__ import annotations

import os

from scrapy.exceptions import NotConfigured
from scrapy.settings import BaseSettings

from crawler.addon.choices import Choices
from crawler.addon.pipeline import CleaningPipeline

__all__ = ["Choices", "CleaningPipeline", "CleanwireAddon"]

_BEFORE_THE_USUAL = 100  # pipelines of the project, at 300 and so on, see the clean fields


class CleanwireAddon:
    """Puts the cleaning pipeline among a project's item pipelines."""

    def update_settings(self, settings: BaseSettings) -> None:
        """Add the pipeline, unless the project lists it at a place of its own.

        Raises ``ValueError`` naming the setting for one that cannot work.
        """
        if not hasattr(os, "fork"):
            raise NotConfigured("the workers that clean need a POSIX system")
        Choices.of(settings)
        settings.setdefault_in_component_priority_dict(
            "ITEM_PIPELINES", CleaningPipeline, _BEFORE_THE_USUAL
        )
