"""The narrow rows that reports read, and the daily counts over them.

`match` and `mention_label` hold effective values: a person's label wins over an analyzer, an
analyzer over the service's own word. Whoever changes what they are made of wraps the change in
`touching`, which takes the rows' old share out of the rollups and puts the new one in.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

_COUNT = """
    INSERT INTO rollup
    SELECT day, brand, source, language, is_own, is_copy, sentiment,
           {sign} COUNT(*), {sign} SUM(1 - is_dated)
    FROM match {where} GROUP BY 1, 2, 3, 4, 5, 6, 7
    ON CONFLICT DO UPDATE SET mentions = mentions + excluded.mentions,
                              undated = undated + excluded.undated
"""
_COUNT_LABELS = """
    INSERT INTO rollup_label
    SELECT match.day, match.brand, field, value, match.is_own, match.is_copy, match.sentiment,
           {sign} COUNT(*)
    FROM match JOIN mention_label USING (mention_id) {where} GROUP BY 1, 2, 3, 4, 5, 6, 7
    ON CONFLICT DO UPDATE SET mentions = mentions + excluded.mentions
"""
_TOUCHED = "WHERE match.mention_id IN (SELECT id FROM touched)"
# "WHERE 1" keeps SQLite from reading ON CONFLICT as a join constraint.
_ALL = "WHERE 1"


@contextmanager
def touching(connection: sqlite3.Connection, ids: Iterable[int]) -> Iterator[None]:
    """Keep the rollups true while the match rows of these mentions change."""
    touch(connection, ids)
    _count(connection, sign="-", where=_TOUCHED)
    yield
    _count(connection, sign="", where=_TOUCHED)
    _drop_empty(connection)


def touch(connection: sqlite3.Connection, ids: Iterable[int]) -> None:
    """Fill the temporary table `touched` with these mention ids."""
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS touched (id INTEGER PRIMARY KEY)")
    connection.execute("DELETE FROM touched")
    connection.execute(
        "INSERT OR IGNORE INTO touched SELECT value FROM json_each(?)", [json.dumps(list(ids))]
    )


def count_new(connection: sqlite3.Connection, first: int, last: int) -> None:
    """Add new mentions (ids *first* to *last*, both included) to the rollups."""
    where = f"WHERE match.mention_id BETWEEN {int(first)} AND {int(last)}"
    _count(connection, sign="", where=where)


def recount(connection: sqlite3.Connection) -> None:
    """Make the rollups anew from the match rows."""
    connection.execute("DELETE FROM rollup")
    connection.execute("DELETE FROM rollup_label")
    _count(connection, sign="", where=_ALL)


def rollups_are_true(connection: sqlite3.Connection) -> bool:
    """Whether the rollups equal a recount of the match rows."""
    counts = "SELECT day, brand, source, language, is_own, is_copy, sentiment, {} FROM {} {}"
    wanted = counts.format("COUNT(*), SUM(1 - is_dated)", "match", "GROUP BY 1,2,3,4,5,6,7")
    kept = counts.format("mentions, undated", "rollup", "")
    labels = """SELECT match.day, brand, field, value, is_own, is_copy, sentiment, COUNT(*)
                FROM match JOIN mention_label USING (mention_id) GROUP BY 1,2,3,4,5,6,7"""
    kept_labels = """SELECT day, brand, field, value, is_own, is_copy, sentiment, mentions
                     FROM rollup_label"""
    return not any(
        connection.execute(f"{a} EXCEPT {b} LIMIT 1").fetchone()
        for one, other in ((wanted, kept), (labels, kept_labels))
        for a, b in ((one, other), (other, one))
    )


def _count(connection: sqlite3.Connection, *, sign: str, where: str) -> None:
    connection.execute(_COUNT.format(sign=sign, where=where))
    connection.execute(_COUNT_LABELS.format(sign=sign, where=where))


def _drop_empty(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM rollup WHERE mentions = 0")
    connection.execute("DELETE FROM rollup_label WHERE mentions = 0")


_REFRESH_MATCH = """
    UPDATE match SET
        is_own = EXISTS (SELECT 1 FROM own_account WHERE own_account.author = match.author)
                 OR match.spans LIKE '%", "colleague", %',
        is_copy = COALESCE((SELECT is_copy FROM story WHERE mention_id = match.mention_id), 0),
        language = COALESCE({own_language}
            (SELECT label FROM annotation WHERE mention_id = match.mention_id
             AND analyzer = 'language'),
            (SELECT language FROM mention WHERE id = match.mention_id), ''),
        (sentiment, score) = (
            SELECT {effective}
            FROM (SELECT 1)
            LEFT JOIN annotation AS whole ON whole.mention_id = match.mention_id
                 AND whole.analyzer = 'sentiment'
            LEFT JOIN annotation_brand AS towards ON towards.mention_id = match.mention_id
                 AND towards.brand = match.brand
            {own_sentiment})
    WHERE mention_id IN (SELECT id FROM touched)
"""
_WITH_LABELS = _REFRESH_MATCH.format(
    own_language="""
            (SELECT value FROM label WHERE mention_id = match.mention_id
             AND field = 'language' ORDER BY id DESC LIMIT 1),""",
    effective="""COALESCE(said.value, towards.label, whole.label, ''),
                   CASE WHEN said.value IS NULL THEN COALESCE(towards.score, whole.score, 0)
                        ELSE CASE said.value WHEN 'positive' THEN 10000
                             WHEN 'negative' THEN -10000 ELSE 0 END END""",
    own_sentiment="""LEFT JOIN (SELECT value, brand, mention_id, id FROM label
                       WHERE field = 'sentiment') AS said
                 ON said.mention_id = match.mention_id AND said.brand IN ('', match.brand)
            ORDER BY said.brand DESC, said.id DESC LIMIT 1""",
)
# The same where nobody has labelled any of the mentions.
_WITHOUT_LABELS = _REFRESH_MATCH.format(
    own_language="",
    effective="COALESCE(towards.label, whole.label, ''), COALESCE(towards.score, whole.score, 0)",
    own_sentiment="",
)
_ARE_LABELLED = (
    "SELECT EXISTS (SELECT 1 FROM label WHERE mention_id IN (SELECT id FROM touched))"
)
_REFRESH_LABELS = """
    INSERT OR IGNORE INTO mention_label
    SELECT annotation.mention_id, annotation.analyzer, each.value
    FROM annotation, json_each(annotation.labels) AS each
    WHERE annotation.mention_id IN (SELECT id FROM touched)
      AND annotation.analyzer IN ('intent', 'topic') AND annotation.labels <> '[]'
      AND NOT EXISTS (SELECT 1 FROM label WHERE label.mention_id = annotation.mention_id
                      AND label.field = annotation.analyzer AND label.value = '')
"""
# A person adds or takes away single values; '' once said drops what the analyzer found.
_REFRESH_OWN_LABELS = """
    INSERT OR IGNORE INTO mention_label
    SELECT mention_id, field, value FROM label AS one
    WHERE mention_id IN (SELECT id FROM touched) AND field IN ('intent', 'topic')
      AND value <> '' AND is_present = 1
      AND id = (SELECT MAX(id) FROM label WHERE mention_id = one.mention_id
                AND field = one.field AND value IN (one.value, ''))
"""
_DROP_TAKEN_AWAY = """
    DELETE FROM mention_label WHERE mention_id IN (SELECT id FROM touched)
      AND 0 = (SELECT is_present FROM label WHERE label.mention_id = mention_label.mention_id
               AND label.field = mention_label.field AND label.value = mention_label.value
               ORDER BY id DESC LIMIT 1)
"""


def refresh(connection: sqlite3.Connection, ids: Iterable[int]) -> None:
    """Work out the effective values of these mentions again, and their counts."""
    with touching(connection, ids):
        are_labelled = connection.execute(_ARE_LABELLED).fetchone()[0]
        connection.execute(_WITH_LABELS if are_labelled else _WITHOUT_LABELS)
        connection.execute(
            "DELETE FROM mention_label WHERE mention_id IN (SELECT id FROM touched)"
        )
        connection.execute(_REFRESH_LABELS)
        if are_labelled:
            connection.execute(_REFRESH_OWN_LABELS)
            connection.execute(_DROP_TAKEN_AWAY)
