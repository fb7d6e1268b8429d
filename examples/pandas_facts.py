"""Who says what of the same thing: a table of facts with every publisher's number, from a file of JSON lines.

    python examples/pandas_facts.py NEWS.jsonl FACTS.csv
"""

import sys

import pandas as pd
import pyarrow as pa

import heshu

news, facts = sys.argv[1:]
articles = pd.read_json(news, lines=True, dtype=False, convert_dates=False)
claims = pa.table(heshu.extract_table(articles)).to_pandas()

# A fact is what is measured (in one unit), of whom, and when.
fact = ["subject", "metric_id", "period", "base_unit"]
stated = claims[(claims["role"] == "level") & (claims["modality"] == "actual")].dropna(subset=fact)
table = stated.pivot_table(index=fact, columns="publisher", values="base_value", aggfunc="first")
table.to_csv(facts)
print(f"{len(articles)} articles, {len(claims)} claims, {len(table)} facts")
