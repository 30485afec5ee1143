"""The tasks of every system in a folder of Parquet files, as another: spark_tasks.py SYSTEMS TASKS."""

import sys
from collections.abc import Iterable, Iterator

import pyarrow as pa
from pyspark.sql import SparkSession

import surveymodel as sm


def tasks(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Map batches of systems to batches of tasks; the pack is loaded where the work is done."""
    return sm.resolve_batches(sm.load("core"))(iter(batches))


def main(systems: str, found: str) -> None:
    """Read, map, write."""
    spark = SparkSession.builder.appName("tasks").getOrCreate()
    rows = spark.read.parquet(systems)
    mapped = rows.mapInArrow(tasks, "system string, task string, certainty string, fault string")
    mapped.write.mode("overwrite").parquet(found)
    spark.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
