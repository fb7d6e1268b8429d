"""Articles that the tests read: those of the sample corpus, in the order in which the program reads them."""

import json
from pathlib import Path

import pytest

CORPUS = Path(__file__).parents[2] / "corpus"


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
