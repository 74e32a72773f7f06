import pytest
from scrapy.settings import Settings


@pytest.fixture
def settings(tmp_path):
    """The project's settings, with corpus, state and sites below ``tmp_path``."""
    settings = Settings()
    settings.setmodule("crawler.settings")
    settings.setdict(
        {
            "CORPUS_DIR": str(tmp_path / "corpus"),
            "STATE_DIR": str(tmp_path / "state"),
            "SITES_DIR": str(tmp_path / "sites"),
        }
    )
    return settings
