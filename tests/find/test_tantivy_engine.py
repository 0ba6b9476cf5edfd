"""Tantivy keeps the contract of engines."""

from __future__ import annotations

import json
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

    def test_what_a_killed_writer_left_is_in_nobodys_way(self, tmp_path):
        """Killed between writing down which stories are gone and making that count."""
        self.put(tmp_path, NEWS)
        segment = json.loads((tmp_path / "meta.json").read_text())["segments"][0]["segment_id"]
        left = [f"{segment.replace('-', '')}.{number}.del" for number in range(100)]
        for name in left:
            (tmp_path / name).write_bytes(b"half a file")
        managed = json.loads((tmp_path / ".managed.json").read_text())
        (tmp_path / ".managed.json").write_text(json.dumps([*managed, *left]))
        self.put(tmp_path, NEWS[:1])
        assert len(self.engine(tmp_path)) == 5


@pytest.mark.parametrize("there", [True, False])
def test_no_index(tmp_path, there):
    folder = tmp_path if there else tmp_path / "none"
    with pytest.raises((ValueError, OSError)):
        TantivyEngine.open(folder)
