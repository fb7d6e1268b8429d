"""Extracts and checks an archive on Spark: claims, findings inside articles and between them, as Parquet below OUT.

    spark-submit examples/spark_archive.py ARCHIVE OUT [--table FILE]... [--map text=content,date=pubtime]

ARCHIVE is a folder of Parquet files, or of anything else that heshu reads (JSON lines, WARC, HTML, zip, …), which every
machine sees under the same path.
"""

import argparse

from pyspark.sql import SparkSession

from heshu import spark as heshu_spark

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("archive")
parser.add_argument("out")
parser.add_argument("--table", action="append", default=[], help="source data to check against")
parser.add_argument("--map", help="names of columns, where they are others than id, title, date, publisher, url, text")
parser.add_argument("--parquet", action="store_true", help="ARCHIVE holds Parquet files")
options = parser.parse_args()

spark = SparkSession.builder.appName("heshu").getOrCreate()
if options.parquet:
    news = spark.read.parquet(options.archive)
else:
    news = heshu_spark.read(spark, options.archive, map=options.map)
heshu_spark.run(news, options.out, tables=options.table, map=options.map if options.parquet else None)

for name in ("articles", "claims", "findings", "between"):
    print(f"{name}: {spark.read.parquet(f'{options.out}/{name}').count()}")
spark.stop()
