"""How well Kroniek reads and finds, measured on labelled sets of our own.

    items.jsonl ─▶ run() of a set ─▶ Figures ─┬─▶ tables, JSON
                                              └─▶ held against floors.json

`python -m evaluation` (or `make evaluate`). A set is a folder with `items.jsonl` and `run.py`,
named in `registry.py`. See docs/evaluation.md.
"""
