"""The programs of docs/export.md, over what the command line exports from the sample corpus."""

import os
import re
import subprocess
from fractions import Fraction
from pathlib import Path

import pytest
from conftest import program

duckdb = pytest.importorskip("duckdb")
pandas = pytest.importorskip("pandas")

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    """A folder with the exports that the page makes."""
    folder = tmp_path_factory.mktemp("exported")
    heshu = program()

    def run(*arguments):
        return subprocess.run([heshu, *arguments], cwd=folder, check=True, stdout=subprocess.PIPE).stdout

    run("run", ROOT / "corpus", "--quiet", "--show", "0")
    for what in ("documents", "claims", "findings"):
        (folder / f"{what}.parquet").write_bytes(run("export", "--what", what, "--format", "parquet"))
    for what in ("claims", "findings"):
        (folder / f"{what}.csv").write_bytes(run("export", "--what", what, "--format", "csv"))
    return folder


@pytest.fixture(scope="module")
def page(exported):
    """What the programs of the page leave behind, run in order."""
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "docs/export.md").read_text("utf-8"), re.DOTALL)
    left, before = {}, Path.cwd()
    os.chdir(exported)
    try:
        for block in blocks:
            exec(block, left)
    finally:
        os.chdir(before)
    return left


def test_a_measure_by_period_and_publisher(page, exported):
    measure = page["measure"]
    assert len(measure) > 10
    assert {"metric_id", "period", "publisher", "lowest", "highest"} <= set(measure.columns)
    # by hand, row by row
    claims = pandas.read_parquet(exported / "claims.parquet")
    row = measure.iloc[0]
    same = claims[(claims.metric_id == row.metric_id) & (claims.period == row.period) & (claims.role == "level")]
    assert row.lowest == same.base_value.min() and row.highest == same.base_value.max()


def test_parquet_and_csv_add_up_to_the_same(page, exported):
    assert len(page["table"]) > 500
    assert str(duckdb.sql(f"select value from '{exported}/claims.parquet'").types[0]) == "DECIMAL(38,12)"
    for name in ("claims", "findings"):
        ends = [f"select count(*), sum(\"end\") from read_csv('{exported}/{name}.csv', all_varchar=false)",
                f"select count(*), sum(\"end\") from '{exported}/{name}.parquet'"]
        csv, parquet = (duckdb.sql(query).fetchall()[0] for query in ends)
        assert csv[0] == parquet[0] > 100
        assert name == "findings" or csv == parquet
    total = duckdb.sql(f"select sum(value) from '{exported}/claims.parquet'").fetchall()[0][0]
    assert float(total) == pytest.approx(float(sum(map(Fraction, page["rows"]["value"].dropna()))))


def test_days_are_days(exported):
    documents = duckdb.sql(f"from '{exported}/documents.parquet'")
    assert str(dict(zip(documents.columns, documents.types))["published"]) == "DATE"
    assert len(documents.fetchall()) > 20
