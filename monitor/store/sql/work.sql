-- People's work on what was heard: the inbox, ideas, alerts. Never lost by collecting again.
CREATE TABLE audit (                    -- who did what; only ever added to
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    who TEXT NOT NULL,
    what TEXT NOT NULL,
    subject TEXT NOT NULL,              -- "mention:12", "idea:3"
    data TEXT NOT NULL DEFAULT '{}'     -- JSON object
) STRICT;
CREATE INDEX audit_subject ON audit (subject, id);
