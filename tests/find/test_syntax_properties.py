"""The query language holds for whatever is typed."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from kroniek.find.syntax import And, Field, Not, Or, Phrase, Prefix, Word, leaves, parse, show
from kroniek.find.syntax.limits import MAX_DEPTH, MAX_NOTES, MAX_PHRASE, MAX_SLOP, MAX_TERMS
from kroniek.folding import fold, words

CODES = {
    "unclosed-quote", "unbalanced-parenthesis", "lone-operator", "unknown-field", "unknown-value",
    "short-prefix", "too-long", "too-many", "nothing-to-find", "empty",
}  # fmt: skip
PIECES = [
    *(
        "a",
        "asiel",
        "l'asile",
        "’t",
        "non-refoulement",
        "Art.3",
        "2013/33/EU",
        "HEADING",
        "EMN",
        "é",
    ),
    *("AND", "EN", "OR", "OF", "OU", "NOT", "NIET", "SAUF", "-", "--", "(", ")", "()", "((", "))"),
    *('"', "“", "”", "„", "«", "»", "‘", "’", "‚", "'", "*", "as*", "a*", "~", "~3", "^2", ":"),
    *("theme:", "titel:", "année:", "foo:", "http://", "date:2018..", ",", ".", "_", "😀", "\x00"),
    *("\u0301", "\u00ad", "é", "ß", "½", "ﬁ", "سلام", "हिन्दी", "\ud800"),
]
# Queries of the language's own pieces reach more of it than any letters do.
made = st.lists(
    st.tuples(st.sampled_from(PIECES), st.sampled_from(["", " ", " "])), max_size=40
).map(lambda pairs: "".join(piece + space for piece, space in pairs))
typed = st.one_of(st.text(st.characters(), max_size=100), made)


def depth(node):
    match node:
        case And(children) | Or(children):
            return 1 + max(map(depth, children))
        case Not(child):
            return 1 + depth(child)
        case _:
            return 0


def is_normal(node):
    match node:
        case And(children) | Or(children):
            return (
                len(children) >= 2
                and len(set(children)) == len(children)
                and not any(isinstance(child, type(node)) for child in children)
                and all(map(is_normal, children))
            )
        case Not(child):
            return not isinstance(child, Not) and is_normal(child)
        case Phrase(parts, slop):
            kept = len(parts) <= MAX_PHRASE and all(map(words, parts))
            return bool(parts) and kept and 0 <= slop <= MAX_SLOP
        case Field("title", value):
            return not isinstance(value, str) and is_normal(value)
        case Field(_, value):
            return isinstance(value, str) and value == " ".join(value.split()) != ""
        case Word(text) | Prefix(text):
            return bool(words(text))
        case _:
            return False


def is_subsequence(few, many):
    rest = iter(many)
    return all(one in rest for one in few)


@settings(max_examples=400, deadline=None)
@given(typed)
@example("NOT -OR")
@example("('t)")
@example("title:'t*")
@example("\ufb03* \u0345")
def test_any_text_is_read(text):
    parsed = parse(text)
    assert {note.code for note in parsed.notes} <= CODES
    assert len(parsed.notes) <= MAX_NOTES
    assert parsed.notes or parsed.tree
    if parsed.tree is None:
        assert parsed.plain == ""
        assert {"empty", "nothing-to-find"} & {note.code for note in parsed.notes}
    else:
        assert is_normal(parsed.tree)
        assert len(list(leaves(parsed.tree))) <= MAX_TERMS
        # Within each parenthesis at most an Or of Ands of Nots.
        assert depth(parsed.tree) <= 3 * (MAX_DEPTH + 1)


@settings(max_examples=400, deadline=None)
@given(typed)
def test_a_shown_tree_is_read_back(text):
    tree = parse(text).tree
    assert parse(show(tree)).tree == tree


@settings(deadline=None)
@given(typed)
def test_the_plain_words_stand_in_the_query_in_that_order(text):
    letters = fold(text).replace(" ", "")
    assert is_subsequence(fold(parse(text).plain).replace(" ", ""), letters)


small_words = st.text("abcdeé", min_size=1, max_size=4)


@settings(deadline=None)
@given(st.lists(small_words, min_size=1, max_size=20))
def test_words_alone_are_all_wanted_and_all_plain(typed_words):
    parsed = parse(" ".join(typed_words))
    assert parsed.notes == ()
    assert list(leaves(parsed.tree)) == list(map(Word, dict.fromkeys(typed_words)))
    assert parsed.plain == " ".join(typed_words)


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["", "-", "NOT ", "SAUF "]), small_words), min_size=1))
def test_excluded_words_are_not_plain(signed):
    signed = signed[:MAX_TERMS]
    parsed = parse(" ".join(sign + word for sign, word in signed))
    assert parsed.plain.split() == [word for sign, word in signed if not sign]


nodes = st.recursive(
    st.one_of(
        small_words.map(Word),
        st.text("abcé", min_size=2, max_size=4).map(Prefix),
        st.tuples(st.lists(small_words, min_size=2, max_size=3), st.integers(0, MAX_SLOP)).map(
            lambda made: Phrase(tuple(made[0]), made[1])
        ),
        st.builds(Field, st.sampled_from(["theme", "kind"]), small_words),
        st.builds(Field, st.just("title"), small_words.map(Word)),
    ),
    lambda inner: st.one_of(
        inner.filter(lambda node: not isinstance(node, Not)).map(Not),
        *(
            st.lists(
                inner.filter(lambda node, made=made: not isinstance(node, made)),
                min_size=2,
                max_size=4,
                unique=True,
            ).map(lambda children, made=made: made(tuple(children)))
            for made in (And, Or)
        ),
    ),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None)
@given(nodes)
def test_every_tree_can_be_shown_and_read(tree):
    parsed = parse(show(tree))
    if not any(note.code == "too-many" for note in parsed.notes):
        assert parsed.tree == tree
        assert parsed.notes == ()
    else:
        assert depth(tree) > MAX_DEPTH
