"""The narrow rows that reports read, and the daily counts over them.

`match` and `mention_label` hold effective values: a person's label wins over an analyzer, an
analyzer over the service's own word. Whoever changes what they are made of wraps the change in
`touching`, which takes the rows' old share out of the rollups and puts the new one in.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import NamedTuple

# Grouped first by what differs most: rows are then told apart soon.
_COUNT = """
    INSERT INTO rollup
    SELECT day, brand, source, language, is_own, is_copy, sentiment,
           {sign} COUNT(*), {sign} SUM(1 - is_dated)
    FROM match {where} GROUP BY 1, 7, 4, 6, 5, 2, 3
    ON CONFLICT DO UPDATE SET mentions = mentions + excluded.mentions,
                              undated = undated + excluded.undated
"""
_COUNT_LABELS = """
    INSERT INTO rollup_label
    SELECT match.day, match.brand, field, value, match.is_own, match.is_copy, match.sentiment,
           {sign} COUNT(*)
    FROM match JOIN mention_label USING (mention_id) {where} GROUP BY 1, 4, 7, 6, 5, 2, 3
    ON CONFLICT DO UPDATE SET mentions = mentions + excluded.mentions
"""
# "WHERE 1" keeps SQLite from reading ON CONFLICT as a join constraint.
_ALL = "WHERE 1"
_SPARSE = 2


class Those(NamedTuple):
    """Some mentions, as SQL says it: "mention_id {which}", with these values."""

    which: str
    values: dict[str, int]


@contextmanager
def touching(connection: sqlite3.Connection, ids: Iterable[int]) -> Iterator[Those]:
    """Keep the rollups true while the match rows of these mentions change."""
    those = touch(connection, ids)
    where = f"WHERE match.mention_id {those.which}"
    _count(connection, sign="-", where=where, values=those.values)
    yield those
    _count(connection, sign="", where=where, values=those.values)
    _drop_empty(connection)


def touch(connection: sqlite3.Connection, ids: Iterable[int]) -> Those:
    """These mentions, and perhaps some between them; what is done for all must do no harm.

    A batch lies close together: its range is read at one go. Others are kept in the temporary
    table `touched`.
    """
    distinct = set(ids)
    first, last = min(distinct, default=0), max(distinct, default=-1)
    if last - first < _SPARSE * len(distinct):
        return Those("BETWEEN :first AND :last", {"first": first, "last": last})
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS touched (id INTEGER PRIMARY KEY)")
    connection.execute("DELETE FROM touched")
    connection.execute(
        "INSERT INTO touched SELECT value FROM json_each(?)", [json.dumps(sorted(distinct))]
    )
    return Those("IN (SELECT id FROM touched)", {})


def count_new(connection: sqlite3.Connection, first: int, last: int) -> None:
    """Add new mentions (ids *first* to *last*, both included) to the rollups."""
    where = "WHERE match.mention_id BETWEEN :first AND :last"
    _count(connection, sign="", where=where, values={"first": first, "last": last})


def recount(connection: sqlite3.Connection) -> None:
    """Make the rollups anew from the match rows."""
    connection.execute("DELETE FROM rollup")
    connection.execute("DELETE FROM rollup_label")
    _count(connection, sign="", where=_ALL, values={})


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


def _count(
    connection: sqlite3.Connection, *, sign: str, where: str, values: Mapping[str, int]
) -> None:
    connection.execute(_COUNT.format(sign=sign, where=where), values)
    connection.execute(_COUNT_LABELS.format(sign=sign, where=where), values)


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
    WHERE mention_id {{which}}
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
_ARE_LABELLED = "SELECT EXISTS (SELECT 1 FROM label WHERE mention_id {which})"
_DROP_LABELS = "DELETE FROM mention_label WHERE mention_id {which}"
# Where the analyzers alone have said them, most stand as they are.
_DROP_UNSAID = f"""{_DROP_LABELS} AND NOT EXISTS (
    SELECT 1 FROM annotation, json_each(annotation.labels) AS each
    WHERE annotation.mention_id = mention_label.mention_id
      AND annotation.analyzer = mention_label.field AND each.value = mention_label.value)
"""
_REFRESH_LABELS = """
    INSERT OR IGNORE INTO mention_label
    SELECT annotation.mention_id, annotation.analyzer, each.value
    FROM annotation, json_each(annotation.labels) AS each
    WHERE annotation.mention_id {which}
      AND annotation.analyzer IN ('intent', 'topic') AND annotation.labels <> '[]'
      AND NOT EXISTS (SELECT 1 FROM label WHERE label.mention_id = annotation.mention_id
                      AND label.field = annotation.analyzer AND label.value = '')
"""
# A person adds or takes away single values; '' once said drops what the analyzer found.
_REFRESH_OWN_LABELS = """
    INSERT OR IGNORE INTO mention_label
    SELECT mention_id, field, value FROM label AS one
    WHERE mention_id {which} AND field IN ('intent', 'topic')
      AND value <> '' AND is_present = 1
      AND id = (SELECT MAX(id) FROM label WHERE mention_id = one.mention_id
                AND field = one.field AND value IN (one.value, ''))
"""
_DROP_TAKEN_AWAY = """
    DELETE FROM mention_label WHERE mention_id {which}
      AND 0 = (SELECT is_present FROM label WHERE label.mention_id = mention_label.mention_id
               AND label.field = mention_label.field AND label.value = mention_label.value
               ORDER BY id DESC LIMIT 1)
"""


def refresh(connection: sqlite3.Connection, ids: Iterable[int]) -> None:
    """Work out the effective values of these mentions again, and their counts."""
    with touching(connection, ids) as (which, values):

        def run(sql: str) -> sqlite3.Cursor:
            return connection.execute(sql.format(which=which), values)

        (are_labelled,) = run(_ARE_LABELLED).fetchone()
        run(_WITH_LABELS if are_labelled else _WITHOUT_LABELS)
        run(_DROP_LABELS if are_labelled else _DROP_UNSAID)
        run(_REFRESH_LABELS)
        if are_labelled:
            run(_REFRESH_OWN_LABELS)
            run(_DROP_TAKEN_AWAY)
