"""The measures that most articles speak of, with the lowest and the highest value of a year, from exported claims.

    heshu export --store DIR --what claims --format parquet > claims.parquet
    python examples/duckdb_facts.py claims.parquet
"""

import sys

import duckdb

(claims,) = sys.argv[1:]
measures = duckdb.sql(
    """
    SELECT metric_id, base_unit, year(period_from) AS year, count(DISTINCT doc) AS articles,
           min(base_value) AS lowest, max(base_value) AS highest
    FROM read_parquet($claims)
    WHERE metric_id IS NOT NULL AND base_value IS NOT NULL AND role = 'level' AND period_from IS NOT NULL
    GROUP BY ALL
    ORDER BY articles DESC, metric_id, base_unit, year
    LIMIT 20
    """,
    params={"claims": claims},
)
for row in measures.fetchall():
    print(*row, sep="\t")
