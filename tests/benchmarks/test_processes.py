"""Processes measured from outside: what fails, and what takes too long."""

from __future__ import annotations

import sys
import time

import pytest

from benchmarks.processes import Failed, TookTooLong, measure


def python(code):
    return [sys.executable, "-c", code]


def test_a_process_is_measured_with_its_output_and_settings(tmp_path):
    code = "import os; print(os.environ['KRONIEK_HOME'], os.environ['KRONIEK_EMBEDDER'])"
    spent = measure(python(code), tmp_path, settings={"KRONIEK_EMBEDDER": "off"}, seconds=60)
    assert spent.out == f"{tmp_path} off\n"
    assert spent.cpu > 0
    assert 0 < spent.wall < 60


def test_what_fails_is_told(tmp_path):
    with pytest.raises(Failed, match="exit 3") as failed:
        measure(python("raise SystemExit(3)"), tmp_path, seconds=60)
    assert not isinstance(failed.value, TookTooLong)


def test_what_takes_too_long_is_ended(tmp_path):
    begun = time.monotonic()
    with pytest.raises(TookTooLong, match="not done after 0 s"):
        measure(python("import time; time.sleep(300)"), tmp_path, seconds=0.3)
    assert time.monotonic() - begun < 100
