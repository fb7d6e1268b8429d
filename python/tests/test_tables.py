"""Arrow streams in and out: pyarrow, pandas, Polars, DuckDB give and take the same rows."""

import datetime
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc
import pytest

import heshu


def claims_of(articles):
    return [(c["doc"]["id"], c["quantity"]["start"], c["quantity"]["value"]) for c in heshu.extract(articles)]


def rows_of(table):
    columns = [table.column(name).to_pylist() for name in ("doc", "start", "value_text")]
    return list(zip(*columns))


def test_the_stream_says_what_the_dicts_say(articles, columns):
    table = pa.table(heshu.extract_table(pa.table(columns)))
    assert rows_of(table) == claims_of(articles)
    for name in ("value", "lower", "upper", "base_value"):
        assert table.schema.field(name).type == pa.decimal128(38, 12)
    assert table.schema.field("published").type == pa.date32()
    assert table.schema.field("start").type == pa.int32()
    dicts = heshu.extract(articles)
    plain = [(row, claim["quantity"]["value"]) for row, claim in zip(table.column("value").to_pylist(), dicts)]
    plain = [(row, value) for row, value in plain if "/" not in value and ":" not in value]
    assert len(plain) > 300 and all(row == Decimal(value) for row, value in plain)
    assert table.column("subject").to_pylist() == [(c["subject"] or {}).get("text") or None for c in dicts]
    assert table.column("period").to_pylist() == [(c["time"] or {}).get("norm") for c in dicts]


def test_findings_come_as_rows(articles, columns, tables):
    table = pa.table(heshu.check_table(pa.table(columns), tables=tables))
    inside = [heshu.check(article, tables=tables, all=True) for article in articles]
    assert table.column("id").to_pylist() == [finding["id"] for findings in inside for finding in findings]
    flags = table.filter(pc.field("verdict") == "flag")
    assert flags.num_rows > 10
    for row in flags.to_pylist():
        assert row["spans"][-1]["start"] == row["start"] and row["message_zh"] and row["formula"]
    assert any(row["repairs"] for row in flags.to_pylist())


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.int32(), pa.string())])
def test_strings_of_any_type_are_read(kind):
    text = pa.array(["产量80吨。", None, "产量90吨。"]).cast(kind)
    dates = pa.array([datetime.date(2024, 5, 1), None, datetime.date(2024, 5, 3)])
    table = pa.table({"content": text, "id": pa.array([1, 2, 3]), "date": dates, "other": [[1], [2], [3]]})
    made = pa.table(heshu.extract_table(table)).to_pylist()
    assert [(row["doc"], row["value"], row["published"]) for row in made] == [
        ("1", Decimal(80), datetime.date(2024, 5, 1)),
        ("3", Decimal(90), datetime.date(2024, 5, 3)),
    ]


def test_columns_of_other_names_are_mapped():
    table = pa.table({"inhalt": ["去年产量80吨。"], "tag": ["2024-05-01"]})
    with pytest.raises(ValueError, match="inhalt, tag"):
        heshu.extract_table(table)
    (row,) = pa.table(heshu.extract_table(table, map="text=inhalt,date=tag")).to_pylist()
    assert row["period"] == "2023"


def test_batches_and_threads_change_nothing(columns):
    whole = pa.table(heshu.extract_table(pa.table(columns), threads=1))
    small = pa.Table.from_batches(pa.table(columns).to_batches(max_chunksize=3))
    assert pa.table(heshu.extract_table(small, threads=2)).equals(whole)


def test_a_stream_is_made_while_it_is_read():
    read = []

    def batches():
        for n in range(1000):
            read.append(n)
            yield pa.record_batch({"text": [f"产量{n + 1}吨。"]})

    source = pa.RecordBatchReader.from_batches(pa.schema([("text", pa.string())]), batches())
    reader = pa.RecordBatchReader.from_stream(heshu.extract_table(source))
    assert next(reader).column("value").to_pylist() == [Decimal(1)]
    assert len(read) < 10


def test_a_stream_is_read_once():
    stream = heshu.extract_table(pa.table({"text": ["3人。"]}))
    assert pa.table(stream).num_rows == 1
    with pytest.raises(ValueError, match="already"):
        pa.table(stream)


def test_no_rows_give_the_columns_all_the_same():
    empty = pa.table({"text": pa.array([], pa.string())})
    table = pa.table(heshu.extract_table(empty))
    assert table.num_rows == 0 and "value" in table.column_names


def test_a_fault_of_the_source_is_told():
    def batches():
        yield pa.record_batch({"text": ["3人。"]})
        raise RuntimeError("the disk is gone")

    source = pa.RecordBatchReader.from_batches(pa.schema([("text", pa.string())]), batches())
    with pytest.raises(Exception, match="the disk is gone"):
        pa.table(heshu.extract_table(source))


def test_pandas_in_and_out(articles, columns):
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame(columns)
    made = pa.table(heshu.extract_table(frame)).to_pandas()
    assert list(made["value_text"]) == [value for _, _, value in claims_of(articles)]
    assert isinstance(made["value"].dropna().iloc[0], Decimal)


def test_polars_in_and_out(articles, columns):
    polars = pytest.importorskip("polars")
    made = polars.DataFrame(heshu.extract_table(polars.DataFrame(columns)))
    assert made.schema["value"] == polars.Decimal(38, 12)
    assert made["value_text"].to_list() == [value for _, _, value in claims_of(articles)]
    percents = made.filter(polars.col("kind") == "percent")["value"].sum()
    wanted = sum(Decimal(c["quantity"]["value"]) for c in heshu.extract(articles) if c["quantity"]["kind"] == "percent")
    assert percents == wanted


def test_duckdb_in_and_out(articles, columns):
    duckdb = pytest.importorskip("duckdb")
    base = duckdb.connect()
    base.register("documents", pa.table(columns))
    source = base.sql("SELECT * FROM documents").to_arrow_reader(1000)
    claims = pa.table(heshu.extract_table(source))
    base.register("claims", claims)
    ((count, percents),) = base.sql("SELECT count(*), sum(value) FILTER (kind = 'percent') FROM claims").fetchall()
    wanted = [c["quantity"] for c in heshu.extract(articles)]
    assert count == len(wanted)
    assert percents == sum(Decimal(q["value"]) for q in wanted if q["kind"] == "percent")
    stream = pa.RecordBatchReader.from_stream(heshu.check_table(pa.table(columns)))
    base.register("findings", stream)
    ((flags,),) = base.sql("SELECT count(*) FROM findings WHERE verdict = 'flag'").fetchall()
    assert flags == sum(f["verdict"] == "flag" for article in articles for f in heshu.check(article))
