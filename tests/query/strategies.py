"""Trees, texts and mentions to try the query language on, small enough to meet often."""

from hypothesis import strategies as st

from monitor.model import Author, Engagement, Mention
from monitor.query import tree

WORDS = (
    "acme", "Acme", "ACME", "akme", "rocket", "ROCKETS", "refund", "straße", "STRASSE", "ẞ",
    "ß", "İstanbul", "istanbul", "ı", "I", "é", "e\u0301", "cafe\u0301", "café", "ﬁn", "fin",
    "アクメ", "日本", "日", "本", "ไทย", "ที่", "हिन्दी", "москва", "МОСКВА", "ac\u200bme", "a",
    "b", "c", "_", "x_y", "٣", "½", "Σίσυφος", "ΣΊΣΥΦΟΣ", "삼성", "🍎", "❤\ufe0f", "👩\u200d💻", "%",
    "C++", ".NET", "O'Reilly", "O’Reilly", "at&t", "C#",
)  # fmt: skip
JOINTS = (" ", " ", " ", "  ", "-", "'", ", ", ". ", "\n", "", "_", "#", "@", " #", " @", "\u00ad",
          "\u0301", "/", "[.]", "\x02", "\ud83d")  # fmt: skip
DOMAINS = (
    "acme.com",
    "shop.acme.com",
    "my-acme.com",
    "acme.co.uk",
    "acme[.]com",
    "acme.com.au",
)

texts = st.lists(
    st.tuples(st.sampled_from(WORDS + DOMAINS), st.sampled_from(JOINTS)), max_size=9
).map(lambda parts: "".join(word + joint for word, joint in parts))

mentions = st.builds(
    Mention,
    source=st.sampled_from(("hn", "forum")),
    source_id=st.just("1"),
    network=st.just("web"),
    kind=st.sampled_from(("post", "question")),
    title=st.none() | texts,
    text=texts,
    author=st.none()
    | st.builds(
        Author,
        handle=st.sampled_from(("jane", "acme", "x_y")),
        name=st.none() | texts,
        followers=st.none() | st.integers(0, 3),
    ),
    site=st.none() | st.sampled_from(("reddit.com/r/saas", "www.acme.com", "my-acme.com")),
    language=st.none() | st.sampled_from(("de", "de-AT", "en")),
    tags=st.lists(st.sampled_from(("acme", "Rocket", "#acme")), max_size=2).map(tuple),
    links=st.lists(
        st.sampled_from(
            ("https://www.acme.com/x", "https://my-acme.com", "http://b.example/acme.com")
        ),
        max_size=2,
    ).map(tuple),
    engagement=st.builds(Engagement, score=st.none() | st.integers(0, 3)),
    rating=st.none() | st.integers(1, 5),
)

_WILD = ("ro*", "roc?et", "rock*s", "ac?e", "str*", "ca*é", "ist*l", "in?t*")
words = st.sampled_from([w for w in WORDS if not w.startswith("\ud83d")] + list(_WILD)).map(
    tree.Word
)
phrases = (
    st.lists(st.sampled_from((*WORDS, *_WILD, "acme, rocket")), min_size=1, max_size=3)
    .map(" ".join)
    .map(tree.Phrase)
)
literals = st.sampled_from(
    ("C++", "Acme", "acme", "ACME", "é", "ß", "🍎", "%", "日", "a b", "e\u0301")
).map(tree.Literal)
regexes = st.builds(
    tree.Regex, st.sampled_from(("ac[mk]e", "rockets?", "b+", "a.c", "[0-9]+%")), st.booleans()
)
hashtags = st.sampled_from(("acme", "ro*", "日本", "🍎", "x_y")).map(tree.Hashtag)
handles = st.sampled_from(("acme", "acme@b", "ac*")).map(tree.Handle)
domains = st.sampled_from(("acme.com", "my-acme.com", "acme.co.uk", "com.au")).map(tree.Domain)
thresholds = st.builds(
    tree.Threshold,
    st.sampled_from(tree.NUMBER_FIELDS),
    st.sampled_from((">", ">=", "<", "<=", "=")),
    st.integers(0, 3),
)

terms = st.one_of(words, words, phrases, literals, regexes, hashtags, handles, domains)


def _has_letters(node: tree.Node) -> bool:
    from monitor.query.terms.shape import shape_of

    text: str = getattr(node, "text", "")
    return bool(shape_of(text, wildcards=not isinstance(node, tree.Literal)).words)


_operands = st.one_of(words, words, phrases, literals, hashtags, domains).filter(_has_letters)
_alternatives = st.lists(_operands, min_size=1, max_size=3).map(tree.any_of)
_steps = st.builds(tree.Step, st.integers(0, 3), st.booleans())
nears = st.lists(st.tuples(_alternatives, _steps), min_size=2, max_size=3).map(
    lambda parts: tree.Near(
        tuple(node for node, _ in parts), tuple(step for _, step in parts[1:])
    )
)


def _joined(leaves: st.SearchStrategy[tree.Node]) -> st.SearchStrategy[tree.Node]:
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.lists(inner, min_size=2, max_size=3).map(tree.all_of),
            st.lists(inner, min_size=2, max_size=3).map(tree.any_of),
            inner.map(tree.negation),
        ),
        max_leaves=6,
    )


_values = st.one_of(
    st.builds(tree.Field, st.just("source"), _joined(st.sampled_from(("hn", "forum", "fo*")).map(tree.Word))),
    st.builds(tree.Field, st.just("kind"), st.sampled_from(("post", "Question")).map(tree.Word)),
    st.builds(tree.Field, st.just("lang"), st.sampled_from(("de", "en", "de-at")).map(tree.Word)),
    st.builds(
        tree.Field,
        st.sampled_from(("site", "link")),
        st.sampled_from(("acme.com", "reddit.com")).map(tree.Domain)
        | st.sampled_from(("reddit.com/r/saas", "my-acme*")).map(tree.Word),
    ),
)  # fmt: skip
_in_texts = st.builds(
    tree.Field,
    st.sampled_from(("title", "text", "author")),
    _joined(st.one_of(terms, nears)),
)
trees = _joined(st.one_of(terms, terms, terms, nears, thresholds, _values, _in_texts))
