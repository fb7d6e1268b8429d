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
