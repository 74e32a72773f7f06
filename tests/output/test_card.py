"""The data card: its numbers are the corpus's own, its front matter is the Hub's."""

from datetime import UTC, datetime

import pytest
import yaml
from markdown_it import MarkdownIt

from output.card import Facts, data_card, facts_of, front_matter
from output.card.facts import KNOWN
from output.card.render import _words
from output.card.signals import Signals, quantiles, rounded
from output.record import Quality, Right


@pytest.fixture
def facts(make_article):
    right = Right(signal="tdm|x", value="line\none", source="header")
    return facts_of(
        [
            make_article(
                1, language="en", published=datetime(2031, 5, 1, tzinfo=UTC), rights=[right]
            ),
            make_article(2, language="zh-cn", duplicate_of="0" * 32, duplicate_kind="syndicated"),
            make_article(3, language=None, site="other", syndicated_from="AFP", masked_emails=2),
            make_article(1, language="en", revision=2, text="word " * 500, access="paywalled"),
        ]
    )


def section(card, title):
    return card.partition(f"## {title}\n")[2].partition("\n## ")[0]


def test_the_front_matter_is_what_the_hub_reads(facts):
    lines = front_matter(facts, name='a "name": #1').splitlines()
    assert (lines[0], lines[-2]) == ("---", "---")
    values = yaml.safe_load("\n".join(lines[1:-2]))
    assert values["pretty_name"] == 'a "name": #1'
    assert values["language"] == ["en", "zh"]
    assert values["license"] == "other"
    assert values["size_categories"] == ["n<1K"]
    (config,) = values["configs"]
    assert config["data_files"] == [{"split": "train", "path": "data/train-*.parquet"}]


@pytest.mark.parametrize(
    ("records", "size"),
    [
        (0, "n<1K"), (999, "n<1K"), (1_000, "1K<n<10K"), (99_999, "10K<n<100K"),
        (1_000_000, "1M<n<10M"), (10_000_000, "n>10M"),
    ],
)  # fmt: skip
def test_size_categories(records, size):
    facts = Facts()
    facts.counts.records = records
    assert f'size_categories: ["{size}"]' in front_matter(facts, name="x")


def test_every_number_is_counted(facts):
    card = data_card(facts, name="isle", made="Made so.")
    assert "4 records of news articles from 2 sites, 1 of them later revisions" in card
    assert "| news | 3 | 75.0 % |" in section(card, "Sites")
    assert "| unknown | 1 | 25.0 % |" in section(card, "Languages")
    months = section(card, "Months of publication (UTC)")
    assert months.index("2031-05 | 1") < months.index("unknown | 3")
    assert "| published | 1 | 25.0 % |" in section(card, "What is known of the articles")
    removed = section(card, "What was removed from the pages")
    assert "| social | 4 | 36 | 100.0 % | 100.0 % |" in removed
    duplicates = section(card, "Near-duplicates")
    assert "1 records (25.0 %) name an earlier one" in duplicates
    assert "| AFP | 1 | 25.0 % |" in duplicates
    rights = section(card, "Access and rights")
    assert "| paywalled | 1 | 25.0 % |" in rights
    assert "| tdm\\|x | line one | 1 | 25.0 % |" in rights
    assert "Masked in the texts: 2 emails." in rights
    assert "Made so." in section(card, "How it was made")
    assert "2,500" in section(card, "Lengths")


def test_the_card_is_markdown_with_its_tables(facts):
    tokens = MarkdownIt("commonmark").enable("table").parse(data_card(facts, name="isle"))
    assert sum(token.type == "table_open" for token in tokens) >= 9
    cells = [len(token.children) for token in tokens if token.type == "inline"]
    assert cells


def test_an_empty_corpus_has_a_card():
    card = data_card(Facts(), name="empty")
    assert "0 records of news articles from 0 sites." in card
    assert "None." in section(card, "Lengths")


def test_lengths_are_counted_to_two_digits():
    assert [rounded(number) for number in (0, 7, 99, 123, 1_999, 250_123)] == [
        0, 7, 99, 120, 1_900, 250_000,
    ]  # fmt: skip


def test_quantiles_are_values_that_were_there():
    counts = facts_of([]).lengths
    counts.update({10: 1, 20: 8, 300: 1})
    assert list(quantiles(counts, (0.0, 0.05, 0.5, 0.95, 1.0))) == [10, 10, 20, 300, 300]


def test_signals_are_those_of_the_record(make_article):
    measured = dict.fromkeys(Quality.__struct_fields__)
    measured |= {"characters": 1_234, "words": 200, "lines": 4, "stop_word_share": 0.256}
    measured |= {"curly_bracket": True, "placeholder": False}
    signals = Signals()
    signals.add(None)
    for _ in range(3):
        signals.add(Quality(**measured))
    rows = {name: (known, values) for name, known, values in signals.rows()}
    assert rows["characters"] == (3, [1_200, 1_200, 1_200])
    assert rows["stop_word_share"] == (3, [0.26, 0.26, 0.26])
    assert rows["curly_bracket"] == (3, [1, 1, 1])
    assert "sentences" not in rows


def test_the_words_say_why_and_the_fields_exist(make_article):
    for line in (*_words().made, *_words().limits):
        assert line.text.endswith(".")
        assert line.why
    assert all(hasattr(make_article(1), name) for name in KNOWN)
