"""Texts and dicts in, dicts out."""

import datetime
import doctest
import pickle
import threading
import time
from decimal import Decimal

import pytest

import heshu

CHANGE = "上月产量由80吨增至100吨，增长35%。"


def test_offsets_cut_the_number_out_of_the_text():
    text = "😀全县有柑橘种植户六十二户，户均收入3.2万元。"
    claims = heshu.extract(text)
    assert [claim["quantity"]["text"] for claim in claims] == ["六十二户", "3.2万元"]
    for claim in claims:
        quantity = claim["quantity"]
        assert text[quantity["start"] : quantity["end"]] == quantity["text"]
    assert Decimal(claims[1]["quantity"]["value"]) == 32000


def test_what_a_document_does_not_say_is_supplied():
    (claim,) = heshu.extract("去年产量100吨。", date=datetime.date(2024, 5, 6), title="产量", publisher="甲报")
    assert (claim["time"]["norm"], claim["doc"]["title"], claim["doc"]["publisher"]) == ("2023", "产量", "甲报")
    (own,) = heshu.extract({"text": "去年产量100吨。", "date": "2020-01-01"}, date="2024-05-06")
    assert own["time"]["norm"] == "2019"


def test_many_documents_come_in_their_order(articles):
    one_by_one = [claim for article in articles for claim in heshu.extract(article)]
    assert heshu.extract(iter(articles), threads=2) == one_by_one
    assert len(one_by_one) > 300


def test_flags_are_given_and_the_rest_on_demand():
    (finding,) = heshu.check(CHANGE)
    assert (finding["check"], finding["verdict"]) == ("change_pct", "flag")
    assert finding["message"]["zh"] and finding["message"]["en"]
    fair = CHANGE.replace("35", "25")
    assert heshu.check(fair) == []
    assert "pass" in {finding["verdict"] for finding in heshu.check(fair, all=True)}


def test_two_articles_that_disagree_are_told():
    one = {"id": "x", "date": "2024-05-03", "text": "白石隧道全长4.2公里，总投资11亿元。"}
    other = {"id": "y", "date": "2024-05-03", "title": "白石隧道全长7.2公里", "text": "总投资11亿元的白石隧道全长7.2公里。"}
    assert "cross_article_conflict" in {finding["check"] for finding in heshu.check([one, other])}


def test_tables_are_checked_against_and_travel(tmp_path):
    table = tmp_path / "population.csv"
    table.write_text("地区,年份,常住人口(万人)\n东屏市,2023,412.6\n", "utf-8")
    article = {"text": "2023年末，东屏市常住人口为421.6万人。", "date": "2024-03-01"}
    found = heshu.check(article, tables=table)
    assert [finding["verdict"] for finding in found if finding["records"]] == ["flag"]
    read = heshu.Tables([table])
    assert (read.names, len(read)) == (["population.csv"], 1)
    assert heshu.check(article, tables=pickle.loads(pickle.dumps(read))) == found
    assert heshu.basis(tables=read) != heshu.basis()


@pytest.mark.parametrize(
    ("documents", "error", "word"),
    [
        (7, TypeError, "iterable"),
        ([7], TypeError, "document 1"),
        ({"title": "无正文"}, ValueError, "document 1"),
        (["有正文。", {"text": ""}], ValueError, "document 2"),
    ],
)
def test_what_is_no_document_is_named(documents, error, word):
    with pytest.raises(error, match=word):
        heshu.extract(documents)


def test_faults_of_files_name_them(tmp_path):
    with pytest.raises(ValueError, match="none.csv"):
        heshu.check("3人。", tables=tmp_path / "none.csv")
    (tmp_path / "rules" / "words").mkdir(parents=True)
    (tmp_path / "rules" / "words" / "own.toml").write_text("nonsense = [", "utf-8")
    with pytest.raises(ValueError, match="words/own.toml"):
        heshu.extract("3人。", rules=tmp_path / "rules")
    with pytest.raises(ValueError, match="date"):
        heshu.extract("3人。", date="yesterday")


def test_the_interpreter_goes_on_meanwhile(articles):
    """The lock is released: a thread that counts gets far while another one extracts."""
    heshu.extract("先装好规则。")
    done, ticks = threading.Event(), [0]

    def count():
        while not done.is_set():
            ticks[0] += 1
            time.sleep(0.001)

    thread = threading.Thread(target=count)
    thread.start()
    began = time.monotonic()
    heshu.extract(articles * 20, threads=1)
    took = time.monotonic() - began
    done.set()
    thread.join()
    assert ticks[0] > took * 50, (ticks[0], took)


def test_the_examples_of_the_documentation_hold():
    assert doctest.testmod(heshu).failed == 0
    assert doctest.testmod(heshu).attempted >= 2
