"""Apache Spark gives what the program gives on one machine, however the rows are spread and whoever dies meanwhile."""

import datetime
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from conftest import CORPUS, ROOT, program

pyspark = pytest.importorskip("pyspark", reason="pyspark is not installed: pip install 'heshu[spark]'")
if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
    pytest.skip("Spark needs Java 17 or newer", allow_module_level=True)

from pyspark.sql import SparkSession  # noqa: E402

from heshu import spark as heshu_spark  # noqa: E402

# Articles of the generated archive.
ARTICLES = int(os.environ.get("HESHU_SPARK_ARTICLES", "2000"))

ENVIRONMENT = {
    "PYSPARK_PYTHON": sys.executable,
    "PYSPARK_DRIVER_PYTHON": sys.executable,
    "SPARK_HOME": str(Path(pyspark.__file__).parent),
    "SPARK_LOCAL_IP": "127.0.0.1",
    "SPARK_LOCAL_HOSTNAME": "localhost",
}


@pytest.fixture(scope="module")
def spark():
    before = dict(os.environ)
    os.environ.update(ENVIRONMENT)
    builder = SparkSession.builder.master("local[2]").appName("heshu tests").config("spark.ui.enabled", "false")
    session = builder.config("spark.sql.session.timeZone", "UTC").getOrCreate()
    yield session
    session.stop()
    os.environ.clear()
    os.environ.update(before)


def run_and_export(folder, archive):
    """Claims and findings of the program on one machine, as rows by id."""

    def run(*arguments):
        return subprocess.run([program(), *arguments], cwd=folder, check=True, stdout=subprocess.PIPE).stdout

    run("run", archive, "--quiet", "--show", "0")
    made = {}
    for what in ("claims", "findings"):
        (folder / f"{what}.parquet").write_bytes(run("export", "--what", what, "--format", "parquet"))
        made[what] = rows(pq.read_table(folder / f"{what}.parquet"))
    return made


def rows(table):
    """The rows of an Arrow table in the order of their ids, then of the text of all they hold."""
    return sorted(table.to_pylist(), key=lambda row: (row["id"], repr(row)))


def bare(between):
    """Findings between articles without what Spark adds."""
    return rows(between.drop_columns(["documents"]))


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    """What the program makes of the sample corpus."""
    return run_and_export(tmp_path_factory.mktemp("one"), CORPUS)


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    """A folder of JSON lines in eight files: made-up news of many days, one article in ten without a date."""
    named = program().parent / "examples" / "archive"
    command = [named, str(ARTICLES)]
    if not named.exists():
        if shutil.which("cargo") is None:
            pytest.skip("the generator is not built: cargo build --example archive")
        command = ["cargo", "run", "--quiet", "--locked", "--profile", "quick", "--example", "archive", str(ARTICLES)]
    made = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout.decode().splitlines()
    folder = tmp_path_factory.mktemp("archive")
    for part in range(8):
        with open(folder / f"{part}.jsonl", "w", encoding="utf-8") as out:
            for number in range(part * len(made) // 8, (part + 1) * len(made) // 8):
                article = json.loads(made[number])
                day = datetime.date(2022, 1, 1) + datetime.timedelta(days=number * 30 // len(made))
                article["date"] = None if number % 10 == 0 else str(day)
                out.write(json.dumps(article, ensure_ascii=False) + "\n")
    return folder


@pytest.mark.parametrize(("partitions", "shuffled"), [(1, 1), (3, 8), (40, 5)])
def test_the_sample_corpus_gives_the_same_whatever_the_partitions(spark, corpus, tables, partitions, shuffled):
    spark.conf.set("spark.sql.shuffle.partitions", str(shuffled))
    # Spread as no archive would be, in whatever order.
    news = heshu_spark.read(spark, CORPUS).repartition(partitions)
    kept = heshu_spark.articles(news, tables=tables).cache()
    assert rows(heshu_spark.claims(kept).toArrow()) == corpus["claims"]
    between = heshu_spark.across(kept).toArrow()
    findings = rows(heshu_spark.findings(kept).toArrow()) + bare(between)
    assert sorted(findings, key=lambda row: (row["id"], repr(row))) == corpus["findings"]
    assert between.num_rows == sum(len(set(row["docs"])) > 1 for row in corpus["findings"]) > 0
    keys = set(kept.toArrow().column("key").to_pylist())
    assert all(set(documents) <= keys for documents in between.column("documents").to_pylist())
    kept.unpersist()


def test_claims_and_findings_without_comparing(spark, corpus, tables):
    news = heshu_spark.read(spark, CORPUS)
    assert rows(heshu_spark.extract(news).toArrow()) == corpus["claims"]
    inside = [row for row in corpus["findings"] if len(set(row["docs"])) == 1]
    assert rows(heshu_spark.check(news, tables=tables).toArrow()) == inside


def test_copies_are_kept_once_and_the_first_counts(spark):
    text = "全县有柑橘种植户62户。"
    articles = [("b", "2024-03-19", text, 2), ("a", "2024-03-20", text, 1), ("c", "2024-03-30", text, 3), ("d", None, text, 4)]
    news = spark.createDataFrame(articles, "id string, date string, text string, line int").repartition(4)
    kept = heshu_spark.articles(news).select("id").toArrow().column("id").to_pylist()
    assert sorted(kept) == ["a", "c"]


def test_a_row_that_cannot_be_read_is_told(spark):
    news = spark.createDataFrame([("x",)], "inhalt string")
    with pytest.raises(ValueError, match="inhalt"):
        heshu_spark.articles(news)


def descendants(root):
    """Processes that came of one, with their command lines (Linux)."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
    found = {root}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    for pid in found - {root}:
        try:
            yield pid, Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
        except OSError:
            continue


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="executors are found by /proc")
def test_an_executor_that_is_killed_changes_nothing(archive, tmp_path):
    """Two executors; of each half of the job, one is killed when the first task is done."""
    (tmp_path / "one").mkdir()
    wanted = run_and_export(tmp_path / "one", archive)
    out = tmp_path / "out"
    command = [
        Path(ENVIRONMENT["SPARK_HOME"]) / "bin" / "spark-submit",
        *("--master", "local-cluster[2,1,2048]"),
        *("--conf", "spark.ui.enabled=false"),
        *("--conf", "spark.sql.shuffle.partitions=16"),
        *("--conf", "spark.sql.adaptive.coalescePartitions.enabled=false"),
        ROOT / "examples" / "spark_archive.py",
        archive,
        out,
    ]
    environment = {**os.environ, **ENVIRONMENT, "SPARK_WORKER_DIR": str(tmp_path / "work")}
    with open(tmp_path / "log", "wb") as log:
        job = subprocess.Popen(command, env=environment, cwd=tmp_path, stdout=log, stderr=log, start_new_session=True)
    killed = []
    try:
        for half in ("articles", "between"):
            while job.poll() is None and not list(out.glob(f"{half}/_temporary/*/task_*")):
                time.sleep(0.01)
            executors = [pid for pid, line in descendants(job.pid) if "CoarseGrainedExecutorBackend" in line]
            assert executors and not (out / half / "_SUCCESS").exists(), (tmp_path / "log").read_text()[-5000:]
            os.kill(executors[0], signal.SIGKILL)
            killed.append(executors[0])
        assert job.wait(timeout=1800) == 0, (tmp_path / "log").read_text()[-5000:]
    finally:
        if job.poll() is None:
            os.killpg(job.pid, signal.SIGKILL)
    assert len(killed) == 2 and "ExecutorLostFailure" in (tmp_path / "log").read_text()
    between = pq.read_table(out / "between")
    assert rows(pq.read_table(out / "claims")) == wanted["claims"]
    findings = rows(pq.read_table(out / "findings")) + bare(between)
    assert sorted(findings, key=lambda row: (row["id"], repr(row))) == wanted["findings"]
    assert between.num_rows == sum(len(set(row["docs"])) > 1 for row in wanted["findings"]) > 10
    undated = pq.read_table(out / "articles", columns=["published"]).column("published").null_count
    assert undated > ARTICLES // 20
