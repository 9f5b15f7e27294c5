-- What analyzers and people say about mentions.

CREATE TABLE annotation (               -- the newest version of each analyzer
    mention_id INTEGER NOT NULL REFERENCES mention (id) ON DELETE CASCADE,
    analyzer TEXT NOT NULL,
    version TEXT NOT NULL,
    label TEXT,
    score INTEGER,                      -- x 10,000
    labels TEXT NOT NULL DEFAULT '[]',  -- JSON list
    data TEXT NOT NULL DEFAULT '{}',    -- JSON object
    error TEXT,                         -- the analyzer failed on this one
    tries INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (mention_id, analyzer)
) STRICT, WITHOUT ROWID;

CREATE TABLE annotation_brand (         -- sentiment towards each brand, where several are named
    mention_id INTEGER NOT NULL REFERENCES mention (id) ON DELETE CASCADE,
    brand TEXT NOT NULL,
    label TEXT NOT NULL,
    score INTEGER NOT NULL,
    PRIMARY KEY (mention_id, brand)
) STRICT, WITHOUT ROWID;

CREATE TABLE annotated (                -- every mention with a smaller id has its row: keeps
    analyzer TEXT PRIMARY KEY,          -- the search for missing ones short on a long history
    version TEXT NOT NULL,
    below INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE label (                    -- people's own work: only ever added to
    id INTEGER PRIMARY KEY,
    mention_id INTEGER NOT NULL REFERENCES mention (id) ON DELETE CASCADE,
    brand TEXT NOT NULL DEFAULT '',     -- '' for the whole mention
    field TEXT NOT NULL,                -- sentiment, intent, topic, language
    value TEXT NOT NULL,                -- '' for an intent or topic: none holds
    is_present INTEGER NOT NULL DEFAULT 1,  -- 0: taken away again
    labelled_by TEXT NOT NULL,
    labelled_at INTEGER NOT NULL,
    sampled TEXT NOT NULL DEFAULT 'chosen'  -- random, unsure, chosen: only random ones measure
) STRICT;
CREATE INDEX label_mention ON label (mention_id, field, brand, id);

CREATE TABLE mention_label (            -- effective intents and topics
    mention_id INTEGER NOT NULL REFERENCES mention (id) ON DELETE CASCADE,
    field TEXT NOT NULL,                -- intent, topic
    value TEXT NOT NULL,
    PRIMARY KEY (mention_id, field, value)
) STRICT, WITHOUT ROWID;
CREATE INDEX mention_label_value ON mention_label (field, value, mention_id);

CREATE TABLE story (                    -- mentions that carry the same text republished
    mention_id INTEGER PRIMARY KEY REFERENCES mention (id) ON DELETE CASCADE,
    story_id INTEGER NOT NULL,          -- the mention id of its earliest member when it was found
    similarity INTEGER NOT NULL,        -- x 10,000
    reason TEXT NOT NULL,               -- url, text, near
    is_copy INTEGER NOT NULL            -- 0 for the earliest
) STRICT;
CREATE INDEX story_members ON story (story_id);
