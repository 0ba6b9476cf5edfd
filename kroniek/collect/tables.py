"""Tables of stories: JSON Lines and CSV."""

from kroniek.collect.csv_table import csv_pieces, looks_like_csv
from kroniek.collect.jsonl import jsonl_pieces, looks_like_jsonl

__all__ = ["csv_pieces", "jsonl_pieces", "looks_like_csv", "looks_like_jsonl"]
