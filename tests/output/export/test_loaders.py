"""Each export opens in each tool: the same number of rows, the same types, the same texts."""

import json
import subprocess
from collections import Counter
from datetime import date, datetime
from shutil import which

import datasets
import duckdb
import jq
import msgspec
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.json
import pyarrow.parquet as pq
import pytest

from output.export import export
from output.reader import read_corpus
from output.record import Article

ROWS = 6
COLUMNS = [one.name for one in msgspec.structs.fields(Article) if one.name != "checksum"]
DAYS = {date(2030, 12, 31): 1, date(2031, 5, 4): 3, date(2031, 5, 5): 1, date(2031, 5, 9): 1}
MOMENT = datetime.fromisoformat("2031-05-05T03:30:00+05:45")


@pytest.fixture(scope="module")
def texts(corpus):
    return sorted(article.text for article in read_corpus(corpus))


@pytest.fixture(scope="module")
def parquet(corpus, tmp_path_factory):
    out = tmp_path_factory.mktemp("out") / "parquet"
    export(corpus, out, to="parquet")
    return out


@pytest.fixture(scope="module", params=["", ".gz", ".zst"])
def jsonl(request, corpus, tmp_path_factory):
    out = tmp_path_factory.mktemp("out") / f"articles.jsonl{request.param}"
    export(corpus, out, to="jsonl")
    return out


@pytest.fixture(scope="module")
def hub(corpus, tmp_path_factory):
    out = tmp_path_factory.mktemp("out") / "isle-news"
    export(corpus, out, to="huggingface")
    return out


def test_pyarrow_opens_parquet(parquet, texts):
    table = pq.read_table(parquet)
    assert (table.num_rows, table.column_names) == (ROWS, [*COLUMNS, "date"])
    assert table.schema.field("published").type == pa.timestamp("us", tz="UTC")
    assert table.schema.field("authors").type == pa.list_(pa.string())
    removed = table.schema.field("removed").type.value_type
    assert [field.name for field in removed] == ["category", "judge", "rule", "text"]
    assert sorted(table["text"].to_pylist()) == texts
    first = next(row for row in table.to_pylist() if row["authors"])
    assert first["published"] == MOMENT
    assert first["markup"][3]["links"][0]["url"] == "https://isle.example/captain"
    days = ds.partitioning(pa.schema([("date", pa.date32())]), flavor="hive")
    assert dict(Counter(pq.read_table(parquet, partitioning=days)["date"].to_pylist())) == DAYS


def test_each_file_has_all_columns_with_their_types(parquet):
    (schema, *others) = {pq.read_schema(path).to_string() for path in parquet.rglob("*.parquet")}
    assert not others
    assert "null" not in schema.replace("nullable", "")
    for path in parquet.rglob("*.parquet"):
        group = pq.ParquetFile(path).metadata.row_group(0)
        assert {group.column(n).compression for n in range(group.num_columns)} == {"ZSTD"}


def test_pandas_opens_parquet(parquet, texts):
    frame = pd.read_parquet(parquet)
    assert (len(frame), list(frame.columns)) == (ROWS, [*COLUMNS, "date"])
    assert str(frame["published"].dtype) == "datetime64[us, UTC]"
    assert frame["revision"].dtype == "int64"
    assert pd.api.types.is_string_dtype(frame["title"])
    assert sorted(frame["text"]) == texts
    assert frame["published"].isna().sum() == 1
    assert Counter(frame["date"]) == {day.isoformat(): rows for day, rows in DAYS.items()}
    assert [list(names) for names in frame["authors"] if len(names)] == [["A. Writer", "B. Writer"]]


def test_polars_opens_parquet(parquet, texts):
    frame = pl.read_parquet(parquet / "**/*.parquet", hive_partitioning=True)
    assert frame.height == ROWS
    assert frame.schema["published"] == pl.Datetime("us", "UTC")
    assert frame.schema["authors"] == pl.List(pl.String)
    assert frame.schema["date"] == pl.Date
    assert isinstance(frame.schema["removed"].inner, pl.Struct)
    assert sorted(frame["text"]) == texts
    assert dict(frame["date"].value_counts().iter_rows()) == DAYS


def test_duckdb_opens_parquet(parquet, texts):
    query = f"FROM read_parquet('{parquet}/**/*.parquet', hive_partitioning = true)"
    types = {name: kind for name, kind, *_ in duckdb.sql(f"DESCRIBE {query}").fetchall()}
    assert types["published"] == "TIMESTAMP WITH TIME ZONE"
    assert types["authors"] == "VARCHAR[]"
    assert types["date"] == "DATE"
    assert types["removed"].startswith("STRUCT(category VARCHAR, judge VARCHAR")
    rows = duckdb.sql(f"SELECT text, date {query}").fetchall()
    assert sorted(text for text, _ in rows) == texts
    assert Counter(day for _, day in rows) == DAYS


def test_datasets_opens_the_hub_folder_with_its_card(hub, texts, tmp_path, monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    loaded = datasets.load_dataset(str(hub), cache_dir=str(tmp_path))
    assert list(loaded) == ["train"]
    rows = loaded["train"]
    assert (rows.num_rows, rows.column_names) == (ROWS, COLUMNS)
    assert rows.features["published"] == datasets.Value("timestamp[us, tz=UTC]")
    assert rows.features["authors"] == datasets.List(datasets.Value("string"))
    assert sorted(rows["text"]) == texts
    assert next(row for row in rows if row["authors"])["published"] == MOMENT


def test_datasets_opens_jsonl_and_days_of_parquet(corpus, parquet, texts, tmp_path):
    out = tmp_path / "articles.jsonl"
    export(corpus, out, to="jsonl")
    for kind, files in (("json", str(out)), ("parquet", f"{parquet}/**/*.parquet")):
        rows = datasets.load_dataset(kind, data_files=files, split="train", cache_dir=tmp_path)
        assert rows.num_rows == ROWS
        assert sorted(rows["text"]) == texts


def test_pandas_opens_jsonl(jsonl, texts):
    frame = pd.read_json(jsonl, lines=True, dtype=False)
    assert (len(frame), list(frame.columns)) == (ROWS, [*COLUMNS, "checksum"])
    assert sorted(frame["text"]) == texts


def test_polars_opens_jsonl(jsonl, texts):
    frame = pl.read_ndjson(jsonl, infer_schema_length=None)
    assert frame.height == ROWS
    assert frame.schema["authors"] == pl.List(pl.String)
    assert sorted(frame["text"]) == texts


def test_duckdb_opens_jsonl(jsonl, texts):
    rows = duckdb.sql(f"SELECT text, fetched_at FROM read_json('{jsonl}')").fetchall()
    assert sorted(text for text, _ in rows) == texts
    assert isinstance(rows[0][1], datetime)


def test_pyarrow_opens_jsonl(jsonl, texts):
    with pa.input_stream(str(jsonl), compression="detect") as stream:
        table = pyarrow.json.read_json(stream)
    assert table.num_rows == ROWS
    assert sorted(table["text"].to_pylist()) == texts


def test_jq_reads_jsonl_and_datatrove(corpus, tmp_path, texts):
    export(corpus, tmp_path / "a.jsonl", to="jsonl")
    lines = (tmp_path / "a.jsonl").read_text(encoding="utf-8")
    assert sorted(jq.compile(".text").input_text(lines).all()) == texts
    types = jq.compile('[.authors, .revision, .title] | map(type) | join(" ")')
    told = types.input_text(lines).all()
    assert set(told) == {"array number string", "array number null"}


@pytest.mark.skipif(which("jq") is None, reason="no jq program; the library is tested above")
def test_the_jq_program_reads_jsonl(corpus, tmp_path, texts):
    export(corpus, tmp_path / "a.jsonl", to="jsonl")
    done = subprocess.run(
        ["jq", "-c", ".text", tmp_path / "a.jsonl"], capture_output=True, check=True
    )
    assert sorted(map(json.loads, done.stdout.splitlines())) == texts


def test_read_corpus_reads_an_exported_file(jsonl, texts):
    assert sorted(article.text for article in read_corpus(jsonl)) == texts
