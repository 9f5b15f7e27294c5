-- How collection is doing: cursors, runs, failures, gaps.

CREATE TABLE cursor (
    source TEXT NOT NULL,
    lane TEXT NOT NULL,                 -- forward, or backfill
    asked TEXT NOT NULL,                -- fingerprint of the question it answers
    value TEXT NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (source, lane)
) STRICT, WITHOUT ROWID;

CREATE TABLE source_state (
    source TEXT PRIMARY KEY,
    type TEXT NOT NULL,
    last_attempt_at INTEGER,
    last_success_at INTEGER,
    last_new_at INTEGER,
    failures INTEGER NOT NULL DEFAULT 0,   -- in a row
    failing_since INTEGER,
    reason TEXT,                           -- why the last attempt failed
    next_due_at INTEGER,
    disabled_reason TEXT,                  -- not asked again until the config changes
    asked TEXT,
    moved_to TEXT,
    moved_times INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE TABLE run (
    id INTEGER PRIMARY KEY,
    command TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    finished_at INTEGER
) STRICT;

CREATE TABLE source_run (
    run_id INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    source TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    finished_at INTEGER NOT NULL,
    seen INTEGER NOT NULL,              -- items the service gave
    stored INTEGER NOT NULL,            -- new mentions
    changed INTEGER NOT NULL,
    deleted INTEGER NOT NULL,
    skipped INTEGER NOT NULL,           -- items that could not be read
    error TEXT,
    PRIMARY KEY (run_id, source)
) STRICT, WITHOUT ROWID;
CREATE INDEX source_run_time ON source_run (source, started_at);

CREATE TABLE outage (                   -- from the first failure to the next success
    source TEXT NOT NULL,
    since INTEGER NOT NULL,
    until INTEGER,                      -- null: still down
    reason TEXT NOT NULL,
    PRIMARY KEY (source, since)
) STRICT, WITHOUT ROWID;

CREATE TABLE gap (                      -- what a service would not give: a ceiling, an overflow
    source TEXT NOT NULL,
    since INTEGER NOT NULL,             -- 0: open
    until INTEGER NOT NULL,
    reason TEXT NOT NULL,
    noted_at INTEGER NOT NULL,
    PRIMARY KEY (source, since, until, reason)
) STRICT, WITHOUT ROWID;
