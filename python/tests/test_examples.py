"""The programs of examples/ run (`spark_archive.py` in `test_spark.py`)."""

import csv
import json
import subprocess
import sys

import pytest
from conftest import CORPUS, ROOT, program


def example(name, *arguments, folder):
    command = [sys.executable, ROOT / "examples" / name, *arguments]
    return subprocess.run(command, cwd=folder, check=True, stdout=subprocess.PIPE).stdout.decode()


def test_pandas_facts(articles, tmp_path):
    pytest.importorskip("pandas")
    lines = "".join(json.dumps(article, ensure_ascii=False) + "\n" for article in articles)
    (tmp_path / "news.jsonl").write_text(lines, "utf-8")
    said = example("pandas_facts.py", "news.jsonl", "facts.csv", folder=tmp_path)
    assert said.startswith(f"{len(articles)} articles")
    with open(tmp_path / "facts.csv", encoding="utf-8", newline="") as file:
        facts = list(csv.DictReader(file))
    assert len(facts) > 5 and {"subject", "metric_id", "period", "base_unit"} < set(facts[0])


def test_duckdb_facts(tmp_path):
    pytest.importorskip("duckdb")
    heshu = program()
    subprocess.run([heshu, "run", CORPUS, "--quiet", "--show", "0"], cwd=tmp_path, check=True, stdout=subprocess.PIPE)
    with open(tmp_path / "claims.parquet", "wb") as out:
        command = [heshu, "export", "--what", "claims", "--format", "parquet"]
        subprocess.run(command, cwd=tmp_path, check=True, stdout=out)
    said = example("duckdb_facts.py", "claims.parquet", folder=tmp_path).splitlines()
    assert len(said) > 10 and all(len(line.split("\t")) == 6 for line in said)
