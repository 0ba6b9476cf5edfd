"""Files of which a part can be used: that part goes in, the rest is told and kept."""

from __future__ import annotations

import json
import os

GOOD = {"id": "1", "date": "2020-05", "teaser": "Een bericht over opvang.", "language": "nl"}


def test_what_can_be_read_goes_in(kroniek, tmp_path):
    lines = tmp_path / "lines.jsonl"
    lines.write_text(
        f'{json.dumps(GOOD)}\n{{"id": "2", "teaser": \n'
        f"{json.dumps(GOOD | {'id': '3', 'teaser': 'Een ander bericht over terugkeer.'})}\n"
        f"{json.dumps(GOOD | {'id': '4', 'teaser': 'nul ' + chr(0)})}\n"
        f"{json.dumps(GOOD | {'id': '5', 'teaser': 'half ' + chr(0xD83D)})}\n"
        f"{json.dumps(GOOD | {'id': 'x' * 300, 'teaser': 'Een lang nummer, een kort bericht.'})}\n"
    )
    table = tmp_path / "table.csv"
    table.write_text("id,title,date\n8,Een bericht uit een tabel,2020-05-01\n9,Te weinig\n10,,\n")
    tags = "<div>" * 10_000
    evil = tmp_path / "evil.html"
    evil.write_text(
        "<html><body><ul><li><h3><a href='javascript:alert(1)'>Een titel over opvang</a></h3>"
        "<time datetime='2020-05-02'>2 mei 2020</time><p>Een <script>alert(1)</script>bericht "
        f"<img src=x onerror=alert(1)>over opvang.</p></li></ul>{tags}</body></html>"
    )
    odd = os.fsdecode(os.fsencode(tmp_path) + b"/na\xefve.txt")
    with open(odd, "w") as file:
        file.write("juni 2020\n\nEen bericht uit een bestand met een vreemde naam.\n")
    ran = kroniek("import", "--json", lines, table, evil, odd, tmp_path / "missing.txt")
    assert ran.status == 1
    assert "Traceback" not in ran.err
    told = ran.json
    assert told["new"] == len(told["stories"]) >= 4
    where = {(os.path.basename(piece["file"]), piece["line"]) for piece in told["unread"]}
    assert {("lines.jsonl", n) for n in (2, 4, 5, 6)} | {("missing.txt", 1)} <= where
    assert all(piece["why"] for piece in told["unread"])
    everything = kroniek("list", "--json").out
    assert len(json.loads(everything)) == told["new"]
    words = "".join(f"{s['title']} {s['teaser']} {s['url']}" for s in json.loads(everything))
    assert "javascript:" not in words
    assert "alert(1)" not in words
    again = kroniek("import", "--json", lines, table, evil, odd)
    assert (again.json["new"], again.json["changed"]) == (0, 0)
    doctor = kroniek("doctor", "--json")
    assert doctor.status == 0, "unread pieces await a person; nothing is broken"
    assert {"unread"} <= {finding["kind"] for finding in doctor.json["findings"]}
