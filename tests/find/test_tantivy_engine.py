"""Tantivy keeps the contract of engines."""

from __future__ import annotations

from pathlib import Path

import pytest

from kroniek.find.tantivy_engine import TantivyEngine, TantivyWriter
from tests.find.contract import NEWS, EngineContract


class TestTantivy(EngineContract):
    @classmethod
    def writer(cls, folder: Path) -> TantivyWriter:
        return TantivyWriter(folder)

    @classmethod
    def engine(cls, folder: Path) -> TantivyEngine:
        return TantivyEngine.open(folder)

    def test_renewed_is_the_newest_state(self, tmp_path):
        self.put(tmp_path, NEWS[:2])
        before = self.engine(tmp_path)
        self.put(tmp_path, NEWS[2:])
        assert (len(before), len(before.renewed()), len(before)) == (2, 5, 2)


@pytest.mark.parametrize("there", [True, False])
def test_no_index(tmp_path, there):
    folder = tmp_path if there else tmp_path / "none"
    with pytest.raises((ValueError, OSError)):
        TantivyEngine.open(folder)
