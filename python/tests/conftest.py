"""Articles that the tests read: those of the sample corpus, in the order in which the program reads them."""

import json
import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "corpus"


def program():
    """The heshu program: the one that HESHU names, else the newest that cargo has built."""
    built = [ROOT / "target" / profile / "heshu" for profile in ("debug", "release")]
    named = [Path(os.environ["HESHU"])] if "HESHU" in os.environ else []
    found = named or sorted((p for p in built if p.exists()), key=lambda p: p.stat().st_mtime)
    return found[-1] if found else pytest.skip("the heshu program is not built; HESHU=PATH names it")


@pytest.fixture(scope="session")
def articles():
    """The JSON lines of the sample corpus."""
    files = sorted((CORPUS / "articles").glob("*.jsonl"))
    return [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines() if line.strip()]


@pytest.fixture(scope="session")
def columns(articles):
    """The same, column by column."""
    names = ["id", "title", "date", "publisher", "url", "text"]
    return {name: [article.get(name) for article in articles] for name in names}


@pytest.fixture(scope="session")
def tables():
    """Paths of the source tables of the sample corpus."""
    return sorted((CORPUS / "tables").glob("*.csv"))
