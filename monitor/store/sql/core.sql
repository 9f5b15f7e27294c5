-- What was said, by whom, and about which brand. Times are epoch seconds (UTC); scores are
-- integers x 10,000. "day" is the day of "at" in the configured time zone.

CREATE TABLE mention (
    id INTEGER PRIMARY KEY,             -- in order of arrival
    source TEXT NOT NULL,               -- the configured name
    source_id TEXT NOT NULL,            -- the service's own id; a salted hash once erased
    network TEXT NOT NULL,
    kind TEXT NOT NULL,
    url TEXT,
    title TEXT,
    text TEXT NOT NULL,
    search_text TEXT,                   -- indexed too, where folding changes more than case
    text_hash TEXT NOT NULL,            -- of title and text: tells an edit from a repeat
    author TEXT,                        -- author.key
    published_at INTEGER,               -- null: the source is silent
    edited_at INTEGER,
    first_seen_at INTEGER NOT NULL,     -- ours; never updated
    at INTEGER NOT NULL,                -- published_at, or first_seen_at where that is unknown or absurd
    day TEXT NOT NULL,
    thread_id TEXT,
    parent_id TEXT,
    site TEXT,
    language TEXT,                      -- as the service declares it
    tags TEXT NOT NULL DEFAULT '[]',    -- JSON list
    links TEXT NOT NULL DEFAULT '[]',   -- JSON list
    score INTEGER, replies INTEGER, shares INTEGER, views INTEGER,
    rating INTEGER,
    licence TEXT,
    checked_at INTEGER,                 -- last asked again whether it still stands
    gone_at INTEGER,                    -- content erased: deleted there, or past retention
    gone_reason TEXT,
    UNIQUE (source, source_id)
) STRICT;
CREATE INDEX mention_day ON mention (day, at, id);
CREATE INDEX mention_author ON mention (author, at);
CREATE INDEX mention_thread ON mention (thread_id, network) WHERE thread_id IS NOT NULL;

CREATE TABLE revision (                 -- earlier texts of edited mentions, as hash and time only
    mention_id INTEGER NOT NULL REFERENCES mention (id) ON DELETE CASCADE,
    text_hash TEXT NOT NULL,
    replaced_at INTEGER NOT NULL,
    PRIMARY KEY (mention_id, replaced_at, text_hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE author (                   -- never merged across networks
    key TEXT PRIMARY KEY,               -- network:handle
    network TEXT NOT NULL,
    handle TEXT NOT NULL,
    name TEXT,
    url TEXT,
    followers INTEGER,
    is_bot INTEGER,
    first_seen_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE own_account (              -- the config's own_accounts, as author keys
    author TEXT NOT NULL,
    brand TEXT NOT NULL,
    PRIMARY KEY (author, brand)
) STRICT, WITHOUT ROWID;

-- One row a mention and brand, narrow and complete, so that reports seldom touch the wide table.
-- Unknown text is '' here: these columns are grouped and ordered by on every engine.
CREATE TABLE match (
    mention_id INTEGER NOT NULL REFERENCES mention (id) ON DELETE CASCADE,
    brand TEXT NOT NULL,
    spans TEXT NOT NULL,                -- JSON [[term, field, start, end], ...]
    at INTEGER NOT NULL,
    day TEXT NOT NULL,
    first_seen_at INTEGER NOT NULL,
    source TEXT NOT NULL,
    network TEXT NOT NULL,
    kind TEXT NOT NULL,
    site TEXT NOT NULL,
    author TEXT NOT NULL,
    language TEXT NOT NULL,             -- effective: label, analyzer, service
    is_dated INTEGER NOT NULL,          -- 0: no publication time, counted when first seen
    is_own INTEGER NOT NULL,            -- 1: by an own account, or a colleague under the shared tag
    is_copy INTEGER NOT NULL,           -- 1: a syndicated copy; the story's original is 0
    sentiment TEXT NOT NULL,            -- effective towards this brand; '' = not annotated yet
    score INTEGER NOT NULL,             -- sentiment score x 10,000
    PRIMARY KEY (mention_id, brand)
) STRICT, WITHOUT ROWID;
CREATE INDEX match_day ON match (brand, day, is_own, is_copy, sentiment);
CREATE INDEX match_author ON match (author, brand, day);

CREATE TABLE matched_brand (            -- with which definition each brand has matched the store
    brand TEXT PRIMARY KEY,
    fingerprint TEXT NOT NULL,
    rematched_below INTEGER             -- null: all; else a re-match has reached this mention id
) STRICT, WITHOUT ROWID;

CREATE VIRTUAL TABLE mention_fts USING fts5 (
    title, text, search_text,
    content = 'mention', content_rowid = 'id', tokenize = "unicode61 remove_diacritics 2"
);

CREATE TABLE tombstone (                -- what must not be collected again; a salted hash only
    hash TEXT PRIMARY KEY,
    reason TEXT NOT NULL,
    buried_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE setting (                  -- facts about this store: salt, time zone
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE calendar (                 -- fills the zeros in reports
    day TEXT PRIMARY KEY,
    weekday INTEGER NOT NULL,           -- 0 is Monday
    week TEXT NOT NULL                  -- the Monday of its week
) STRICT, WITHOUT ROWID;

-- Daily counts, kept in the transaction that touches them; equal to a recount of "match".
CREATE TABLE rollup (
    day TEXT NOT NULL,
    brand TEXT NOT NULL,
    source TEXT NOT NULL,
    language TEXT NOT NULL,
    is_own INTEGER NOT NULL,
    is_copy INTEGER NOT NULL,
    sentiment TEXT NOT NULL,
    mentions INTEGER NOT NULL,
    undated INTEGER NOT NULL,
    PRIMARY KEY (day, brand, source, language, is_own, is_copy, sentiment)
) STRICT, WITHOUT ROWID;
CREATE INDEX rollup_empty ON rollup (day) WHERE mentions = 0;

CREATE TABLE rollup_label (             -- the same by intent and topic
    day TEXT NOT NULL,
    brand TEXT NOT NULL,
    field TEXT NOT NULL,
    value TEXT NOT NULL,
    is_own INTEGER NOT NULL,
    is_copy INTEGER NOT NULL,
    sentiment TEXT NOT NULL,
    mentions INTEGER NOT NULL,
    PRIMARY KEY (day, brand, field, value, is_own, is_copy, sentiment)
) STRICT, WITHOUT ROWID;
CREATE INDEX rollup_label_empty ON rollup_label (day) WHERE mentions = 0;
