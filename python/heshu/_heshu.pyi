from os import PathLike
from typing import Any, Optional, Union

_Path = Union[str, PathLike[str]]

class Stream:
    """An Arrow stream that is made while it is read, once."""
    def __arrow_c_schema__(self) -> object: ...
    def __arrow_c_stream__(self, requested_schema: Optional[object] = None) -> object: ...

class Tables:
    """Source data to check against; can be pickled."""
    def __init__(self, paths: list[_Path], *, rules: Optional[_Path] = None) -> None: ...
    @staticmethod
    def from_bytes(bytes: bytes) -> Tables: ...
    def to_bytes(self) -> bytes: ...
    @property
    def names(self) -> list[str]: ...
    def __len__(self) -> int: ...

def extract_lines(
    documents: list[str],
    *,
    date: Optional[str] = None,
    title: Optional[str] = None,
    publisher: Optional[str] = None,
    rules: Optional[_Path] = None,
    threads: Optional[int] = None,
) -> str: ...
def check_lines(
    documents: list[str],
    *,
    date: Optional[str] = None,
    title: Optional[str] = None,
    publisher: Optional[str] = None,
    tables: Optional[Tables] = None,
    every: bool = False,
    rules: Optional[_Path] = None,
    threads: Optional[int] = None,
) -> str: ...
def rules_version(*, rules: Optional[_Path] = None, tables: Optional[Tables] = None) -> str: ...
def read_table(documents: Any, *, map: Optional[str] = None) -> Stream:
    """Documents as they are read: hash, date and place beside their fields."""

def extract_table(
    documents: Any, *, map: Optional[str] = None, rules: Optional[_Path] = None, threads: Optional[int] = None
) -> Stream: ...
def check_table(
    documents: Any,
    *,
    tables: Optional[Tables] = None,
    map: Optional[str] = None,
    rules: Optional[_Path] = None,
    threads: Optional[int] = None,
) -> Stream: ...
def read_files(paths: list[_Path], *, map: Optional[str] = None, met: bool = False) -> Stream:
    """The documents of files and folders of any form that the program reads. What cannot be read is told on standard
    error and left out. With ``met``, files are read as those that stand in a folder: ``paths`` are those of ``files``."""

def files(paths: list[_Path]) -> list[_Path]:
    """The files that would be read of files and folders, in the order in which they are read."""

def articles_table(
    documents: Any,
    *,
    tables: Optional[Tables] = None,
    map: Optional[str] = None,
    copies: bool = True,
    rules: Optional[_Path] = None,
    threads: Optional[int] = None,
) -> Stream:
    """Articles with all that is made of them, packed. Without ``copies``, an article of which a copy stands before it is
    left out; copies must stand side by side."""

def claims_of(articles: Any) -> Stream:
    """The claims of packed articles."""

def findings_of(articles: Any) -> Stream:
    """The findings inside packed articles."""

def across_table(articles: Any, *, rules: Optional[_Path] = None) -> Stream:
    """The findings between packed articles that have a column ``window``. Those whose ``bucket`` is the window's number are
    compared with one another and with the other rows of the window. All rows of a window come one after another, in the
    order of their ``likeness``."""
