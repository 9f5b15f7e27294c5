-- What is found by comparing mentions with each other: republished texts, topics nobody named.

CREATE TABLE story_trace (              -- every compared mention; the keys its text is met by
    mention_id INTEGER PRIMARY KEY REFERENCES mention (id) ON DELETE CASCADE,
    keys TEXT NOT NULL                  -- JSON list of integers
) STRICT;

CREATE TABLE story_key (                -- the same turned round, without exact copies
    key INTEGER NOT NULL,
    mention_id INTEGER NOT NULL,
    PRIMARY KEY (key, mention_id)
) STRICT, WITHOUT ROWID;

-- A text that changed or went is compared anew, and so are those that were grouped with it.
CREATE TRIGGER story_text_changed AFTER UPDATE OF text_hash ON mention
WHEN old.text_hash <> new.text_hash
BEGIN
    DELETE FROM story_trace WHERE mention_id = new.id;
END;

CREATE TRIGGER story_trace_dropped AFTER DELETE ON story_trace
BEGIN
    DELETE FROM story_key WHERE mention_id = old.mention_id
        AND key IN (SELECT value FROM json_each(old.keys));
    DELETE FROM story_trace WHERE mention_id IN (
        SELECT mention_id FROM story
        WHERE story_id = old.mention_id AND mention_id <> old.mention_id);
    UPDATE annotated SET below = MIN(below, old.mention_id, COALESCE(
        (SELECT MIN(mention_id) FROM story WHERE story_id = old.mention_id), old.mention_id))
        WHERE analyzer = 'story';
    DELETE FROM story WHERE story_id = old.mention_id OR mention_id = old.mention_id;
END;

CREATE TABLE topic_model (              -- found topics, one row a fit; the newest holds
    id INTEGER PRIMARY KEY,
    version TEXT NOT NULL,
    fitted_at INTEGER NOT NULL,
    fitted_on INTEGER NOT NULL,         -- mentions in the store at that time
    topics INTEGER NOT NULL,
    artefact BLOB NOT NULL
) STRICT;
