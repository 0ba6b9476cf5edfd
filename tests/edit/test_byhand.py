"""What a person's hand locks: pure."""

from __future__ import annotations

from kroniek.archive.byhand import Mark, Stand, Words, decide, same_words
from kroniek.archive.drafts import caught_up

THEME = ("reception", "theme")


def tags_after(before: Mark | None, wanted: Mark | None, *, public: bool = False) -> Mark | None:
    one, other = ({THEME: mark} if mark else {} for mark in (before, wanted))
    decision = decide(Stand(tags=one), Stand(tags=other), public=one if public else {})
    return decision.stand.tags.get(THEME)


def test_a_tag_that_a_person_adds_is_accepted():
    assert tags_after(None, Mark("accepted")) == Mark("accepted")
    assert tags_after(None, Mark("stated")) == Mark("accepted")


def test_a_tag_that_she_removes_stays_rejected():
    for state in ("stated", "implied", "suggested", "accepted"):
        assert tags_after(Mark(state, rooted=True), None) == Mark("rejected", rooted=True)


def test_a_slip_of_her_own_in_a_draft_leaves_nothing():
    assert tags_after(Mark("accepted"), None) is None
    assert tags_after(Mark("accepted"), None, public=True) == Mark("rejected")


def test_a_tag_that_she_leaves_alone_keeps_its_state():
    for state in ("stated", "implied", "suggested", "accepted", "rejected"):
        assert tags_after(Mark(state, True), Mark(state, True)) == Mark(state, True)
        assert tags_after(Mark(state, True), Mark("stated")) in (Mark(state, True),)


def test_a_rejected_tag_comes_back_only_by_her():
    assert tags_after(Mark("rejected", True), Mark("accepted")) == Mark("accepted", True)
    assert tags_after(Mark("rejected", True), None) == Mark("rejected", True)


def test_line_ends_and_outer_spaces_are_no_change():
    before = Stand(texts={"nl": Words("A", "one\n\ntwo ")})
    after = Stand(texts={"nl": Words("A", "one\r\n\r\ntwo")})
    decision = decide(before, after)
    assert decision.stand.texts["nl"] == before.texts["nl"]
    assert decision.changes == {}
    assert same_words("a\rb", " a\nb\u00a0")


def test_a_rewritten_title_leaves_the_teaser_to_the_letter():
    before = Stand(texts={"nl": Words("A", "one\n\ntwo ")})
    after = Stand(texts={"nl": Words("B", "one\r\n\r\ntwo")})
    decision = decide(before, after)
    assert decision.stand.texts["nl"] == Words("B", "one\n\ntwo ", edited=True)
    assert decision.changes == {"texts": ["nl"]}


def test_a_new_text_is_hers_and_an_empty_one_is_none():
    after = Stand(texts={"fr": Words("Bonjour"), "de": Words(" ")})
    assert decide(Stand(), after).stand.texts == {"fr": Words("Bonjour", edited=True)}


def test_date_and_kind_are_locked_where_she_changes_them():
    before = Stand(date="2020", kind="news-item")
    same = decide(before, Stand(date="2020", kind="news-item")).stand
    assert (same.date_state, same.kind_state) == ("stated", "implied")
    other = decide(before, Stand(date="2020-12", kind="event")).stand
    assert (other.date_state, other.kind_state) == ("accepted", "accepted")


def test_the_log_says_what_changed():
    before = Stand(date="2020", tags={THEME: Mark("stated", True)}, threads=frozenset({"a"}))
    after = Stand(date="2021", tags={("fedasil", "keyword"): Mark("accepted")})
    assert decide(before, after).changes == {
        "date": ["2020", "2021"],
        "accepted": ["keyword:fedasil"],
        "rejected": ["theme:reception"],
        "threads": ["- a"],
    }


# --- drafts ---------------------------------------------------------------------------------


def row(concept: str, state: str, pk: int | None = 1, **more: object) -> dict:
    return {"pk": pk, "concept": concept, "role": "theme", "state": state, "label": "",
            "score": None, "evidence": [], **more}  # fmt: skip


def text(language: str, title: str, pk: int = 1, *, edited: bool = False) -> dict:
    return {"pk": pk, "language": language, "title": title, "teaser": "", "body": "",
            "folded": title.lower(), "edited": edited}  # fmt: skip


def test_a_draft_gets_the_tags_that_came_in_since():
    draft = {"tags": [row("a", "rejected"), row("b", "suggested", 2), row("c", "accepted", None)]}
    stored = {"tags": [row("a", "stated"), row("b", "stated", 2), row("d", "stated", 3),
                       row("c", "suggested", 4)]}  # fmt: skip
    fresh = {tag["concept"]: (tag["state"], tag["pk"]) for tag in caught_up(draft, stored)["tags"]}
    assert fresh == {
        "a": ("rejected", 1),
        "b": ("stated", 2),
        "c": ("accepted", 4),
        "d": ("stated", 3),
    }


def test_a_draft_gets_the_words_that_nobody_has_written_over():
    draft = {
        "texts": [text("nl", "old"), text("fr", "mine", 2, edited=True)],
        "known_languages": ["nl", "fr", "de"],
    }
    stored = {
        "texts": [
            text("nl", "new"),
            text("fr", "theirs", 2),
            text("de", "x", 3),
            text("en", "y", 4),
        ]
    }
    fresh = {row["language"]: row["title"] for row in caught_up(draft, stored)["texts"]}
    # German was there when she took it away; English came in since.
    assert fresh == {"nl": "new", "fr": "mine", "en": "y"}


def test_a_date_set_by_hand_stays():
    stored = {"date": "2021-05-01", "date_state": "stated"}
    by_hand = caught_up({"date": "2020", "date_state": "accepted"}, stored)
    left_alone = caught_up({"date": "2021-05", "date_state": "stated"}, stored)
    assert (by_hand["date"], left_alone["date"]) == ("2020", "2021-05-01")
