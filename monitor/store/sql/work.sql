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

CREATE TABLE inbox (                    -- what became of a mention that waits for an answer; no
    mention_id INTEGER PRIMARY KEY      -- row: nobody touched it yet
        REFERENCES mention (id) ON DELETE CASCADE,
    status TEXT NOT NULL CHECK (status IN ('new', 'claimed', 'answered', 'closed')),
    assignee TEXT,                      -- the person, by name
    team TEXT,                          -- null: as the config's routes say
    brands TEXT NOT NULL,               -- own brands it is worked for, one a line
    claimed_at INTEGER,
    answered_at INTEGER,                -- the first answer
    answered_by TEXT,                   -- a person, or network:handle of an own account
    answered_how TEXT CHECK (answered_how IN ('thread', 'tag', 'hand')),
    answer_id INTEGER,                  -- the mention that answers, where it was seen
    closed_at INTEGER,
    updated_at INTEGER NOT NULL,
    version INTEGER NOT NULL            -- counts the changes: a claim that came second is told
) STRICT;
CREATE INDEX inbox_status ON inbox (status);

CREATE TABLE inbox_tag (
    mention_id INTEGER NOT NULL REFERENCES mention (id) ON DELETE CASCADE,
    tag TEXT NOT NULL,
    PRIMARY KEY (mention_id, tag)
) STRICT, WITHOUT ROWID;

CREATE TABLE idea (                     -- what customers wish for, as one thing
    id INTEGER PRIMARY KEY,
    title TEXT NOT NULL,
    note TEXT NOT NULL DEFAULT '',
    status TEXT NOT NULL
        CHECK (status IN ('asked', 'considered', 'planned', 'done', 'declined')),
    created_at INTEGER NOT NULL,
    created_by TEXT NOT NULL,
    updated_at INTEGER NOT NULL,
    merged_into INTEGER REFERENCES idea (id)
) STRICT;

CREATE TABLE idea_mention (             -- who asked for it, where, and who was told
    idea_id INTEGER NOT NULL REFERENCES idea (id),
    mention_id INTEGER NOT NULL REFERENCES mention (id) ON DELETE CASCADE,
    asker TEXT NOT NULL,                -- salted hash of the author, which outlives the text; ''
    linked_at INTEGER NOT NULL,
    linked_by TEXT NOT NULL,
    told_at INTEGER,
    told_by TEXT,
    PRIMARY KEY (idea_id, mention_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX idea_mention_mention ON idea_mention (mention_id);

CREATE TABLE outbox (                   -- what is worth a message, kept with what raised it
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,           -- what it is about: the same is never raised twice
    rule TEXT NOT NULL,
    type TEXT NOT NULL,
    brand TEXT NOT NULL,                -- '' for all
    raised_at INTEGER NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    html TEXT,                          -- the same for mail, where there is more to show
    data TEXT NOT NULL DEFAULT '{}'     -- JSON: the figures that decided
) STRICT;
CREATE INDEX outbox_rule ON outbox (rule, brand, raised_at);

CREATE TABLE delivery (                 -- one message to one target
    outbox_id INTEGER NOT NULL REFERENCES outbox (id) ON DELETE CASCADE,
    target TEXT NOT NULL,               -- the name of a [[notify]] table
    token TEXT NOT NULL UNIQUE,         -- goes with every try, so that a receiver knows a repeat
    state TEXT NOT NULL CHECK (state IN ('pending', 'sending', 'sent', 'dropped')),
    attempts INTEGER NOT NULL DEFAULT 0,
    next_try_at INTEGER NOT NULL,       -- for "sending": when its sender is taken for dead
    sent_at INTEGER,
    error TEXT,
    PRIMARY KEY (outbox_id, target)
) STRICT, WITHOUT ROWID;
CREATE INDEX delivery_state ON delivery (state, next_try_at);

CREATE TABLE alert_state (              -- since when a rule watches, when it last spoke
    rule TEXT NOT NULL,
    brand TEXT NOT NULL,
    watches_since INTEGER NOT NULL,     -- what was there before is a backlog, not news
    raised_at INTEGER,
    PRIMARY KEY (rule, brand)
) STRICT, WITHOUT ROWID;
