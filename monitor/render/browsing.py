"""What Datasette shows of the store: ready queries, facets, and words about the tables."""

from typing import Any, Final

_QUERIES: Final[dict[str, tuple[str, str]]] = {
    "newest": (
        "The newest mentions of a brand",
        """SELECT mention.id, datetime(mention.at, 'unixepoch') AS at, match.sentiment, mention.site,
                  mention.author, coalesce(mention.title || ': ', '') || mention.text AS text,
                  mention.url
           FROM match JOIN mention ON mention.id = match.mention_id
           WHERE match.brand = :brand AND mention.gone_at IS NULL
           ORDER BY mention.at DESC LIMIT 200""",
    ),
    "volume_by_day": (
        "Mentions by day and brand, own accounts left out",
        """SELECT day, brand, SUM(mentions) AS mentions,
                  SUM(CASE sentiment WHEN 'positive' THEN mentions ELSE 0 END) AS positive,
                  SUM(CASE sentiment WHEN 'negative' THEN mentions ELSE 0 END) AS negative
           FROM rollup WHERE is_own = 0 GROUP BY day, brand ORDER BY day DESC, brand""",
    ),
    "search": (
        "Mentions with these words (full-text search)",
        """SELECT mention.id, datetime(mention.at, 'unixepoch') AS at, mention.site, mention.author,
                  mention.text, mention.url
           FROM mention_fts JOIN mention ON mention.id = mention_fts.rowid
           WHERE mention_fts MATCH '"' || replace(:words, '"', '""') || '"'
           ORDER BY mention.at DESC LIMIT 200""",
    ),
    "topics": (
        "Topics of a brand with their sentiment",
        """SELECT value AS topic, SUM(mentions) AS mentions,
                  SUM(CASE sentiment WHEN 'positive' THEN mentions ELSE 0 END) AS positive,
                  SUM(CASE sentiment WHEN 'negative' THEN mentions ELSE 0 END) AS negative
           FROM rollup_label WHERE field = 'topic' AND brand = :brand AND is_own = 0 AND is_copy = 0
           GROUP BY value ORDER BY mentions DESC""",
    ),
    "complaints": (
        "Complaints about a brand, newest first",
        """SELECT mention.id, datetime(mention.at, 'unixepoch') AS at, mention.site, mention.author,
                  mention.text, mention.url
           FROM match JOIN mention ON mention.id = match.mention_id
           JOIN mention_label ON mention_label.mention_id = mention.id
             AND mention_label.field = 'intent' AND mention_label.value = 'complaint'
           WHERE match.brand = :brand AND match.is_own = 0 ORDER BY mention.at DESC LIMIT 200""",
    ),
    "authors": (
        "Who wrote most about a brand",
        """SELECT match.author, author.followers, COUNT(*) AS mentions,
                  SUM(match.sentiment = 'negative') AS negative
           FROM match LEFT JOIN author ON author.key = match.author
           WHERE match.brand = :brand AND match.is_own = 0 AND match.author <> ''
           GROUP BY match.author ORDER BY mentions DESC LIMIT 200""",
    ),
    "inbox": (
        "The inbox as people left it",
        """SELECT inbox.mention_id, inbox.status, inbox.assignee, inbox.team,
                  datetime(inbox.claimed_at, 'unixepoch') AS claimed,
                  datetime(inbox.answered_at, 'unixepoch') AS answered, inbox.answered_by,
                  mention.text, mention.url
           FROM inbox JOIN mention ON mention.id = inbox.mention_id
           ORDER BY inbox.updated_at DESC""",
    ),
    "ideas": (
        "Ideas by the people who asked",
        """SELECT idea.id, idea.title, idea.status,
                  COUNT(DISTINCT NULLIF(idea_mention.asker, '')) AS askers,
                  COUNT(idea_mention.mention_id) AS mentions,
                  COUNT(DISTINCT CASE WHEN told_at IS NOT NULL THEN asker END) AS told
           FROM idea LEFT JOIN idea_mention ON idea_mention.idea_id = idea.id
           WHERE idea.merged_into IS NULL GROUP BY idea.id ORDER BY askers DESC""",
    ),
    "trail": (
        "Who did what, newest first",
        """SELECT datetime(at, 'unixepoch') AS at, who, what, subject, data
           FROM audit ORDER BY id DESC LIMIT 500""",
    ),
    "sources": (
        "The health of the sources",
        """SELECT source, type, failures, datetime(last_success_at, 'unixepoch') AS last_success,
                  datetime(last_new_at, 'unixepoch') AS last_new, reason
           FROM source_state ORDER BY failures DESC, source""",
    ),
}
_FACETS: Final = {
    "match": ["brand", "sentiment", "source", "network", "language", "is_own"],
    "mention": ["source", "network", "kind", "language"],
    "mention_label": ["field", "value"],
    "rollup": ["brand", "source", "sentiment"],
    "inbox": ["status", "assignee", "team"],
    "idea": ["status"],
    "audit": ["who", "what"],
    "delivery": ["state", "target"],
    "author": ["network"],
}
_HIDDEN: Final = (
    "calendar", "story_key", "story_trace", "annotated", "matched_brand", "tombstone", "setting",
    "cursor", "topic_model", "mention_fts_config", "mention_fts_data", "mention_fts_docsize",
    "mention_fts_idx", "_sqlite_migrations",
)  # fmt: skip


def metadata(database: str) -> dict[str, Any]:
    """Datasette's metadata for the store named *database*."""
    tables: dict[str, Any] = {
        name: {"facets": facets, "sort_desc": "rowid"} if name in ("mention", "inbox", "idea")
        else {"facets": facets}
        for name, facets in _FACETS.items()
    }  # fmt: skip
    tables |= {name: {"hidden": True} for name in _HIDDEN}
    tables["setting"] = {"hidden": True, "allow": False}
    return {
        "title": "monitor",
        "description": "Mentions, what was said about them, and what people made of them. "
        "Read-only. Times are seconds since 1970 (UTC).",
        "databases": {
            database: {
                "tables": tables,
                "queries": {
                    name: {"title": title, "sql": sql}
                    for name, (title, sql) in _QUERIES.items()
                },
            }
        },
    }
