"""heshu on Apache Spark: the claims and findings that the program gives on one machine.

Every stage is a ``mapInArrow`` over an Arrow stream, in one thread a task; rules are loaded once a worker process.
Nothing depends on how rows are spread over partitions, or on which task ran twice. Works with PySpark 4, classic.

>>> from heshu import spark as heshu_spark                                                       # doctest: +SKIP
>>> heshu_spark.extract(spark.read.parquet("news"), map="text=content").write.parquet("claims")  # doctest: +SKIP
>>> heshu_spark.run(spark.read.parquet("news"), "out", tables=["population.csv"])                # doctest: +SKIP
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Callable, Optional, Union

import pyarrow as pa
from pyspark.sql import functions as F
from pyspark.sql.pandas.types import from_arrow_schema

import heshu

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

__all__ = ["across", "articles", "check", "claims", "extract", "findings", "read", "run"]

# Tasks of one job at most: each costs the driver some memory.
_TASKS = 10_000

# The bucket of articles without a date, far before any day.
_UNDATED = -(1 << 40)


def _stage(df: DataFrame, make: Callable[[Any], Any], columns: Optional[pa.Schema] = None) -> DataFrame:
    """``make``, which makes an Arrow stream of an Arrow stream, over every partition of ``df``.

    What columns come out is asked of ``make`` itself, over no rows of ``columns``.
    """
    columns = columns or pa.schema([(name, pa.string()) for name in df.columns])

    def over(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        first = next(batches, None)
        if first is None:
            return

        def all_batches() -> Iterator[pa.RecordBatch]:
            yield first
            yield from batches

        source = pa.RecordBatchReader.from_batches(first.schema, all_batches())
        yield from pa.RecordBatchReader.from_stream(make(source))

    schema = from_arrow_schema(pa.schema(make(columns.empty_table())))
    return df.mapInArrow(lambda batches: over(iter(batches)), schema)


def _carried(df: DataFrame, tables: heshu.TablesLike, rules: Any) -> Callable[[], Optional[heshu.Tables]]:
    """Source tables on their way to every worker: read here once, broadcast."""
    read = heshu._tables(tables, rules)
    if read is None:
        return lambda: None
    sent = df.sparkSession.sparkContext.broadcast(read.to_bytes())
    made: list[heshu.Tables] = []

    def here() -> heshu.Tables:
        if not made:
            made.append(heshu.Tables.from_bytes(sent.value))
        return made[0]

    return here


def read(spark: SparkSession, paths: Union[str, Iterable[str]], *, map: Optional[str] = None) -> DataFrame:
    """The documents of files and folders of any form that the program reads (JSON lines, WARC, HTML, zip, …), a row each.

    The folders are listed here and must be seen by every machine under the same path. A file is read by one task:
    an archive of one large JSONL file is better read with ``spark.read.json``. What cannot be read is told on the
    worker's standard error and left out.
    """
    paths = [paths] if isinstance(paths, (str, os.PathLike)) else list(paths)
    files = [os.fspath(file) for file in heshu.files([os.path.abspath(path) for path in paths])]

    def documents(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            met = [files[number] for number in batch.column(0).to_pylist()]
            yield from pa.RecordBatchReader.from_stream(heshu.read_files(met, map=map, met=True))

    numbers = spark.range(0, len(files), 1, max(1, min(len(files), _TASKS)))
    return numbers.mapInArrow(documents, from_arrow_schema(pa.schema(heshu.read_files([]))))


def extract(df: DataFrame, *, map: Optional[str] = None, rules: Any = None) -> DataFrame:
    """The claims of every document of ``df``, a row a claim, as :func:`heshu.extract_table` gives them."""
    return _stage(df, lambda rows: heshu.extract_table(rows, map=map, rules=rules, threads=1))


def check(df: DataFrame, *, tables: heshu.TablesLike = None, map: Optional[str] = None, rules: Any = None) -> DataFrame:
    """The findings inside every document of ``df``, a row a finding, as :func:`heshu.check_table` gives them."""
    source = _carried(df, tables, rules)
    return _stage(df, lambda rows: heshu.check_table(rows, tables=source(), map=map, rules=rules, threads=1))


def articles(
    df: DataFrame, *, tables: heshu.TablesLike = None, map: Optional[str] = None, rules: Any = None
) -> DataFrame:
    """Every article of ``df`` once, with its claims and the findings inside it packed in the column ``article``.

    Copies are told as the program tells them: the same words within three days. The first is kept, in the order of the
    columns ``path`` and ``line`` where ``df`` has them, then of day and id. Write this to disk before going on:
    everything else is made of it, and would be read and checked again each time.
    """
    source = _carried(df, tables, rules)
    documents = _stage(df, lambda rows: heshu.read_table(rows, map=map))
    # Copies stand side by side then, in one order whatever the partitions were, and every machine has its share.
    order = ["hash", "path", "line", "published", "id", "title", "publisher", "url", "text"]
    documents = documents.repartition("hash").sortWithinPartitions(*order)
    return _stage(
        documents, lambda rows: heshu.articles_table(rows, tables=source(), copies=False, rules=rules, threads=1)
    )


def claims(articles: DataFrame) -> DataFrame:
    """The claims of what :func:`articles` gave, a row a claim."""
    return _stage(articles.select("article"), heshu.claims_of, pa.schema([("article", pa.binary())]))


def findings(articles: DataFrame) -> DataFrame:
    """The findings inside what :func:`articles` gave, a row a finding."""
    return _stage(articles.select("article"), heshu.findings_of, pa.schema([("article", pa.binary())]))


def across(articles: DataFrame, *, rules: Any = None) -> DataFrame:
    """The findings between the articles that :func:`articles` gave: a row each, with the keys of the articles.

    The blocking key is the window: four days and the next four, so that an article travels twice, and two meet once.
    Articles without a date are a window of their own. A window is worked on in one task, which holds 100,000 packed articles
    at most; of a window with more, articles that are alike are compared with one another.
    """
    bucket = F.coalesce("bucket", F.lit(_UNDATED))
    window = F.when(bucket == _UNDATED, F.array(bucket)).otherwise(F.array(bucket, bucket - 1))
    rows = articles.select(F.explode(window).alias("window"), bucket.alias("bucket"), "published", "key", "likeness", "article")
    rows = rows.repartition("window").sortWithinPartitions("window", "likeness", "published", "key")
    columns = pa.schema([("window", pa.int64()), ("bucket", pa.int64()), ("article", pa.binary())])
    return _stage(rows.select(columns.names), lambda rows: heshu.across_table(rows, rules=rules), columns)


def run(
    df: DataFrame,
    out: str,
    *,
    tables: heshu.TablesLike = None,
    map: Optional[str] = None,
    rules: Any = None,
) -> None:
    """The whole job over an archive: Parquet folders ``articles``, ``claims``, ``findings`` and ``between`` below ``out``.

    What stands there already is written over. What a task writes depends on its rows alone, so that one that runs
    twice does no harm.
    """
    spark = df.sparkSession

    def keep(rows: DataFrame, name: str) -> None:
        rows.write.mode("overwrite").parquet(f"{out}/{name}")

    keep(articles(df, tables=tables, map=map, rules=rules), "articles")
    kept = spark.read.parquet(f"{out}/articles")
    keep(claims(kept), "claims")
    keep(findings(kept), "findings")
    keep(across(kept, rules=rules), "between")
