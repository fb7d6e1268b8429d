"""heshu 核数: every numeric claim in Chinese news, what it is about, and what does not add up.

Two ways in. :func:`extract` and :func:`check` take texts or dicts and give dicts, field by field as in the JSON
lines of the program. :func:`extract_table` and :func:`check_table` take any Arrow stream (pandas by way of pyarrow,
Polars, DuckDB, pyarrow, Spark) and give one, made while it is read. Rules and dictionary are loaded once a
process; the interpreter's lock is released while heshu works. Offsets count code points, as Python's strings do.
"""

from __future__ import annotations

import json as _json
from collections.abc import Iterable, Mapping
from os import PathLike
from typing import Any, Optional, Union

from . import _heshu
from ._heshu import (
    Stream,
    Tables,
    across_table,
    articles_table,
    claims_of,
    files,
    findings_of,
    read_files,
    read_table,
)

__all__ = [
    "Stream",
    "Tables",
    "across_table",
    "articles_table",
    "basis",
    "check",
    "check_table",
    "claims_of",
    "extract",
    "extract_table",
    "files",
    "findings_of",
    "read_files",
    "read_table",
]

Document = Union[str, Mapping[str, Any]]
Documents = Union[Document, Iterable[Document]]
Path = Union[str, "PathLike[str]"]
TablesLike = Union[Tables, Path, Iterable[Path], None]


def _lines(documents: Documents) -> list[str]:
    """Each document as a JSON object; a string is its text."""
    if isinstance(documents, (str, Mapping)):
        documents = [documents]
    lines = []
    for number, document in enumerate(documents, 1):
        if isinstance(document, str):
            document = {"text": document}
        elif not isinstance(document, Mapping):
            raise TypeError(f"document {number}: a str or a dict is wanted, not {type(document).__name__}")
        lines.append(_json.dumps(dict(document), default=str))
    return lines


def _tables(tables: TablesLike, rules: Optional[Path]) -> Optional[Tables]:
    if tables is None or isinstance(tables, Tables):
        return tables
    paths = [tables] if isinstance(tables, (str, PathLike)) else list(tables)
    return Tables(paths, rules=rules) if paths else None


def _columns(documents: Any) -> Any:
    """A table as it is; of Polars without columns of its type Null, which hold nothing and which it hands on with a buffer
    that the Arrow interface does not allow."""
    if type(documents).__module__.partition(".")[0] != "polars":
        return documents
    return documents.drop([name for name, kind in documents.schema.items() if str(kind) == "Null"])


def _day(date: Any) -> Optional[str]:
    return None if date is None else str(date)[:10]


def extract(
    documents: Documents,
    *,
    date: Any = None,
    title: Optional[str] = None,
    publisher: Optional[str] = None,
    rules: Optional[Path] = None,
    threads: Optional[int] = None,
) -> list[dict[str, Any]]:
    """The claims of a text, or of many documents, in order.

    ``documents`` is a text, a dict, or an iterable of these; the keys of a dict are those of a JSON line: ``id``,
    ``title``, ``date``, ``publisher``, ``url``, ``text``, all but ``text`` optional. ``date`` (a ``datetime.date``
    or ``"2024-05-06"``), ``title`` and ``publisher`` stand in for what documents do not say. ``rules`` is a folder
    of rule files laid over the built-in ones; ``threads`` is one for each core unless given.

    >>> [claim["quantity"]["value"] for claim in extract("全县有柑橘种植户62户。")]
    ['62']

    Raises ValueError for a document without a text or a rule file with a fault, TypeError for what is no document.
    """
    lines = _lines(documents)
    options = {"date": _day(date), "title": title, "publisher": publisher, "rules": rules, "threads": threads}
    return _json.loads(_heshu.extract_lines(lines, **options))


def check(
    documents: Documents,
    *,
    tables: TablesLike = None,
    all: bool = False,
    date: Any = None,
    title: Optional[str] = None,
    publisher: Optional[str] = None,
    rules: Optional[Path] = None,
    threads: Optional[int] = None,
) -> list[dict[str, Any]]:
    """The findings of a text, or of many documents: those inside each, then those between them.

    ``tables`` is source data to check against: a :class:`Tables`, or paths of CSV, TSV, JSON or Excel files. Flags and
    notes are given; with ``all``, passes and what could not be checked too. The rest is as for :func:`extract`.

    >>> [finding["check"] for finding in check("上月产量由80吨增至100吨，增长20%。")]
    ['change_pct']
    """
    lines = _lines(documents)
    options = {"date": _day(date), "title": title, "publisher": publisher, "rules": rules, "threads": threads}
    return _json.loads(_heshu.check_lines(lines, tables=_tables(tables, rules), every=all, **options))


def extract_table(
    documents: Any, *, map: Optional[str] = None, rules: Optional[Path] = None, threads: Optional[int] = None
) -> Stream:
    """The claims of an Arrow stream of documents, as an Arrow stream with a row a claim.

    ``documents`` is anything with ``__arrow_c_stream__`` or ``__arrow_c_array__``. Its columns are read under the names
    of a JSON line (``id``, ``title``, ``date``, ``publisher``, ``url``, ``text`` …) and cast to strings; ``map``
    names others: ``"text=content,date=pubtime"``. ``path`` and ``line`` say where a document stands. Other columns
    are passed over, rows without a text give nothing. Columns that come out are in ``docs/python.md``: numbers are
    ``decimal(38, 12)``, dates dates, offsets whole numbers.

    Raises ValueError where no column holds a text.
    """
    return _heshu.extract_table(_columns(documents), map=map, rules=rules, threads=threads)


def check_table(
    documents: Any,
    *,
    tables: TablesLike = None,
    map: Optional[str] = None,
    rules: Optional[Path] = None,
    threads: Optional[int] = None,
) -> Stream:
    """The findings inside the documents of an Arrow stream, passes and unchecked among them, as an Arrow stream with a
    row a finding. Arguments are as for :func:`extract_table` and :func:`check`.
    """
    return _heshu.check_table(_columns(documents), tables=_tables(tables, rules), map=map, rules=rules, threads=threads)


def basis(*, tables: TablesLike = None, rules: Optional[Path] = None) -> str:
    """Versions of the program, its rules and the tables: what findings rest on, as a store names it."""
    return _heshu.rules_version(rules=rules, tables=_tables(tables, rules))
