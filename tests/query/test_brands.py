"""Brands as objects: aliases, context, exclusions, products, fingerprints."""

from dataclasses import replace

import pytest

from monitor.errors import QueryError
from monitor.model import Brand, Mention, Search
from monitor.query import brand_fingerprint, compile_brands, searches
from monitor.sources.base import Capabilities

DELTA = Brand(
    name="Delta",
    query="delta",
    aliases=('"delta air lines"', "@delta"),
    context=("flight*", "airport"),
    exclude=('"river delta"',),
    products={"SkyMiles": "skymiles OR {Delta/Card}", "Card": '"sky card"'},
)


def terms(text: str, *brands: Brand) -> list[tuple[str, str]]:
    mention = Mention(source="s", source_id="1", network="web", text=text)
    return [(m.brand, m.term) for m in compile_brands(brands or (DELTA,)).match([mention])[0]]


def test_a_name_needs_its_context() -> None:
    assert terms("Delta lost my bag") == []
    assert terms("my Delta flights") == [("Delta", "delta"), ("Delta", "flight*")]


def test_what_is_excluded_drops_the_mention() -> None:
    assert terms("Delta flight over the river delta") == []


def test_a_product_needs_no_context_and_is_reported_by_its_name() -> None:
    assert terms("SkyMiles!") == [("Delta", "SkyMiles")]
    assert terms("a sky card") == [("Delta", "Card")]


def test_a_brand_may_refer_to_another() -> None:
    rival = Brand(name="United", query='united "airlines"')
    both = Brand(name="Both", query="{United} {Delta}")
    found = terms("united airlines, delta flight", DELTA, rival, both)
    assert {brand for brand, _ in found} == {"Delta", "United", "Both"}


def test_a_wrong_query_is_named_with_its_brand() -> None:
    with pytest.raises(QueryError, match=r"query:1:6: .*in context of Acme"):
        compile_brands([Brand(name="Acme", query="acme", context=("(word",))])
    with pytest.raises(QueryError, match="Acme has no query"):
        compile_brands([Brand(name="Acme")])


@pytest.mark.parametrize(
    "changed",
    [
        {"query": "delta OR dl"},
        {"aliases": ()},
        {"context": ("plane",)},
        {"exclude": ()},
        {"products": {"SkyMiles": "skymiles"}},
    ],
)
def test_the_fingerprint_changes_with_what_matches(changed: dict[str, object]) -> None:
    assert brand_fingerprint(replace(DELTA, **changed)) != brand_fingerprint(DELTA)  # type: ignore[arg-type]


def test_the_fingerprint_stays_where_matching_stays() -> None:
    same = replace(DELTA, query="(delta)", competitor=True, own_accounts=("x:@delta",))
    assert brand_fingerprint(same) == brand_fingerprint(DELTA)


def test_the_fingerprint_follows_references() -> None:
    one, other = Brand(name="A", query="{B} x"), Brand(name="B", query="b")
    before = brand_fingerprint(one, among=[one, other])
    assert before != brand_fingerprint(one, among=[one, replace(other, query="c")])
    assert before != brand_fingerprint(one, among=[one, other], fold_diacritics=True)


def pushed(query: str, **capabilities: object) -> tuple[tuple[str, ...], ...] | None:
    found = searches([Brand(name="B", query=query)], Capabilities(**capabilities))  # type: ignore[arg-type]
    return None if found is None else tuple(search.terms for search in found)


def test_what_is_asked_of_a_service() -> None:
    assert pushed('acme OR "acme rocket" OR akme NOT cartoon') == (
        ("acme",),
        ("acme rocket",),
        ("akme",),
    )
    assert pushed("acme refund score:>10 NOT x") == (("acme", "refund"),)
    assert pushed("acme refund", all_terms=False) == (("refund",),)
    assert pushed('"acme rocket"', phrases=False) == (("acme", "rocket"),)
    assert pushed("(a1 OR b1) acme") == (("acme",),)
    assert pushed("rocket* acme") == (("acme",),)
    assert pushed("rocket*") is None
    assert pushed("/acme/") is None
    assert pushed("acme OR /x/") is None
    assert pushed("score:>10") is None


def test_brands_are_asked_for_together() -> None:
    brands = [Brand(name="A", query="acme"), Brand(name="B", query="acme refund OR akme")]
    assert searches(brands, Capabilities()) == (Search(("acme",)), Search(("akme",)))
