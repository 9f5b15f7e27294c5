-- {"_sqlite_migrations": 1, "alert_state": 1, "annotated": 5, "annotation": 24, "annotation_brand": 0, "audit": 6, "author": 6, "calendar": 22281, "cursor": 1, "delivery": 1, "gap": 0, "idea": 1, "idea_mention": 1, "inbox": 1, "inbox_tag": 1, "label": 1, "match": 6, "matched_brand": 1, "mention": 6, "mention_label": 4, "outage": 1, "outbox": 1, "own_account": 1, "revision": 1, "rollup": 4, "rollup_label": 4, "run": 2, "setting": 3, "source_run": 4, "source_state": 2, "story": 2, "story_key": 40, "story_trace": 6, "tombstone": 1, "topic_model": 0}
CREATE VIRTUAL TABLE mention_fts USING fts5 (
    title, text, search_text,
    content = 'mention', content_rowid = 'id', tokenize = "unicode61 remove_diacritics 2"
);
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO _sqlite_migrations VALUES (1, 'monitor', 'm001_initial', '2026-11-24 00:39:59.640358+00:00');
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
INSERT INTO mention VALUES (1, 'news', '0', 'web', 'article', 'https://news0.example/0', 'I love Acme, a wonderful rocket', 'I love Acme, a wonderful rocket', NULL, '5c19182255dca644353c120f', 'web:writer0', 1772359200, NULL, 1772452800, 1772359200, '2026-03-01', NULL, NULL, 'news0.example', NULL, '[]', '[]', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO mention VALUES (2, 'news', '1', 'web', 'article', 'https://news1.example/1', 'Acme parcel is late again, terrible', 'Acme parcel is late again, terrible (edited)', NULL, '8db621041d8d9e3a860489a1', 'web:writer1', 1772362800, NULL, 1772452800, 1772362800, '2026-03-01', NULL, NULL, 'news1.example', NULL, '[]', '[]', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO mention VALUES (4, 'news', '3', 'web', 'article', 'https://news3.example/3', 'Please Acme, add a dark mode', 'Please Acme, add a dark mode', NULL, '2b82b39feef55ab86c47828a', 'web:writer3', 1772370000, NULL, 1772452800, 1772370000, '2026-03-01', NULL, NULL, 'news3.example', NULL, '[]', '[]', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO mention VALUES (5, 'news', '4', 'web', 'article', 'https://news4.example/4', 'The Acme press release, copied word for word by many papers today', 'The Acme press release, copied word for word by many papers today', NULL, '254e3d566709a14adadebd48', 'web:writer4', 1772373600, NULL, 1772452800, 1772373600, '2026-03-01', NULL, NULL, 'news4.example', NULL, '[]', '[]', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO mention VALUES (6, 'news', '5', 'web', 'article', 'https://news5.example/5', 'The Acme press release, copied word for word by many papers today', 'The Acme press release, copied word for word by many papers today', NULL, '254e3d566709a14adadebd48', 'web:writer5', 1772377200, NULL, 1772452800, 1772377200, '2026-03-01', NULL, NULL, 'news5.example', NULL, '[]', '[]', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO mention VALUES (7, 'news', '6', 'web', 'article', 'https://news6.example/6', 'Acme is on fire', 'Acme is on fire', NULL, '0b9d5bc7d6c9bcbb8e4d3cb8', 'web:writer6', 1772380800, NULL, 1772453280, 1772380800, '2026-03-01', NULL, NULL, 'news6.example', NULL, '[]', '[]', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
CREATE TABLE revision (                 -- earlier texts of edited mentions, as hash and time only
    mention_id INTEGER NOT NULL REFERENCES mention (id) ON DELETE CASCADE,
    text_hash TEXT NOT NULL,
    replaced_at INTEGER NOT NULL,
    PRIMARY KEY (mention_id, replaced_at, text_hash)
) STRICT, WITHOUT ROWID;
INSERT INTO revision VALUES (2, 'eef7edfb4d1039601147f191', 1772453280);
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
INSERT INTO author VALUES ('web:writer0', 'web', 'writer0', 'writer0', NULL, NULL, NULL, 1772452800, 1772452800);
INSERT INTO author VALUES ('web:writer1', 'web', 'writer1', 'writer1', NULL, NULL, NULL, 1772452800, 1772452800);
INSERT INTO author VALUES ('web:writer3', 'web', 'writer3', 'writer3', NULL, NULL, NULL, 1772452800, 1772452800);
INSERT INTO author VALUES ('web:writer4', 'web', 'writer4', 'writer4', NULL, NULL, NULL, 1772452800, 1772452800);
INSERT INTO author VALUES ('web:writer5', 'web', 'writer5', 'writer5', NULL, NULL, NULL, 1772452800, 1772452800);
INSERT INTO author VALUES ('web:writer6', 'web', 'writer6', 'writer6', NULL, NULL, NULL, 1772453280, 1772453280);
CREATE TABLE own_account (              -- the config's own_accounts, as author keys
    author TEXT NOT NULL,
    brand TEXT NOT NULL,
    PRIMARY KEY (author, brand)
) STRICT, WITHOUT ROWID;
INSERT INTO own_account VALUES ('web:care', 'Acme');
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
INSERT INTO match VALUES (1, 'Acme', '[["acme", "title", 7, 11], ["acme", "text", 7, 11]]', 1772359200, '2026-03-01', 1772452800, 'news', 'web', 'article', 'news0.example', 'web:writer0', 'en', 1, 0, 0, 'positive', 10000);
INSERT INTO match VALUES (2, 'Acme', '[["acme", "title", 0, 4], ["acme", "text", 0, 4]]', 1772362800, '2026-03-01', 1772452800, 'news', 'web', 'article', 'news1.example', 'web:writer1', 'en', 1, 0, 0, 'negative', -7351);
INSERT INTO match VALUES (4, 'Acme', '[["acme", "title", 7, 11], ["acme", "text", 7, 11]]', 1772370000, '2026-03-01', 1772452800, 'news', 'web', 'article', 'news3.example', 'web:writer3', 'en', 1, 0, 0, 'positive', 5574);
INSERT INTO match VALUES (5, 'Acme', '[["acme", "title", 4, 8], ["acme", "text", 4, 8]]', 1772373600, '2026-03-01', 1772452800, 'news', 'web', 'article', 'news4.example', 'web:writer4', 'en', 1, 0, 0, 'neutral', 0);
INSERT INTO match VALUES (6, 'Acme', '[["acme", "title", 4, 8], ["acme", "text", 4, 8]]', 1772377200, '2026-03-01', 1772452800, 'news', 'web', 'article', 'news5.example', 'web:writer5', 'en', 1, 0, 1, 'neutral', 0);
INSERT INTO match VALUES (7, 'Acme', '[["acme", "title", 0, 4], ["acme", "text", 0, 4]]', 1772380800, '2026-03-01', 1772453280, 'news', 'web', 'article', 'news6.example', 'web:writer6', 'en', 1, 0, 0, 'negative', -5859);
CREATE TABLE matched_brand (            -- with which definition each brand has matched the store
    brand TEXT PRIMARY KEY,
    fingerprint TEXT NOT NULL,
    rematched_below INTEGER             -- null: all; else a re-match has reached this mention id
) STRICT, WITHOUT ROWID;
INSERT INTO matched_brand VALUES ('Acme', '9690cc7de82db482', NULL);
DELETE FROM mention_fts_data;
INSERT INTO mention_fts_data VALUES (1, X'062E2F00');
INSERT INTO mention_fts_data VALUES (10, X'0000000002010500000001060101');
INSERT INTO mention_fts_data VALUES (824633720833, X'000001B90230610108050101050308050101050203636D650108040101040108020101020208030101030108030101030108030101030108020101020202646404080401010402046761696E0208060101060102627905080A01010A01080A01010A0106636F7069656405080601010601080601010601046461726B0408060101060106656469746564020601010801046669726507080501010502026F7205080801010801080801010801016901080201010202017302080401010405080301010301046C61746502080501010502036F766501080301010301046D616E7905080B01010B01080B01010B02036F646504080701010701026F6E070804010104010670617065727305080C01010C01080C01010C03047263656C02080301010302056C65617365040802010102020472657373050804010104010804010104010772656C6561736505080501010501080501010502056F636B657401080701010701087465727269626C650208070101070202686505080201010201080201010202046F64617905080D01010D01080D01010D0109776F6E64657266756C01080601010603027264050C070401010704010C070401010704040F290A0C10140C0D0C10090F0C0B120B0A140C0D12150D10101211');
DELETE FROM mention_fts_idx;
INSERT INTO mention_fts_idx VALUES (6, X'', 2);
DELETE FROM mention_fts_docsize;
INSERT INTO mention_fts_docsize VALUES (1, X'060600');
INSERT INTO mention_fts_docsize VALUES (2, X'060700');
INSERT INTO mention_fts_docsize VALUES (4, X'060600');
INSERT INTO mention_fts_docsize VALUES (5, X'0C0C00');
INSERT INTO mention_fts_docsize VALUES (6, X'0C0C00');
INSERT INTO mention_fts_docsize VALUES (7, X'040400');
DELETE FROM mention_fts_config;
INSERT INTO mention_fts_config VALUES ('version', 4);
CREATE TABLE tombstone (                -- what must not be collected again; a salted hash only
    hash TEXT PRIMARY KEY,
    reason TEXT NOT NULL,
    buried_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO tombstone VALUES ('75da2549cec530b710cfab1e1e3cd00c9a5075152906b45af52052f911dc51ff', 'mention forgotten', 1772453400);
CREATE TABLE setting (                  -- facts about this store: salt, time zone
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO setting VALUES ('pruned', '2026-03-02');
INSERT INTO setting VALUES ('salt', '60fac34bdfedede9f2109418887a0f049dc2a6024e194b267c0149cd8c4d3dfd');
INSERT INTO setting VALUES ('timezone', 'UTC');
CREATE TABLE calendar (                 -- fills the zeros in reports
    day TEXT PRIMARY KEY,
    weekday INTEGER NOT NULL,           -- 0 is Monday
    week TEXT NOT NULL                  -- the Monday of its week
) STRICT, WITHOUT ROWID;
WITH RECURSIVE days(day) AS (SELECT '2000-01-01' UNION ALL SELECT date(day, '+1 day') FROM days WHERE day < '2060-12-31') INSERT INTO calendar SELECT day, (strftime('%w', day) + 6) % 7, date(day, '-' || ((strftime('%w', day) + 6) % 7) || ' days') FROM days;
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
INSERT INTO rollup VALUES ('2026-03-01', 'Acme', 'news', 'en', 0, 0, 'negative', 2, 0);
INSERT INTO rollup VALUES ('2026-03-01', 'Acme', 'news', 'en', 0, 0, 'neutral', 1, 0);
INSERT INTO rollup VALUES ('2026-03-01', 'Acme', 'news', 'en', 0, 0, 'positive', 2, 0);
INSERT INTO rollup VALUES ('2026-03-01', 'Acme', 'news', 'en', 0, 1, 'neutral', 1, 0);
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
INSERT INTO rollup_label VALUES ('2026-03-01', 'Acme', 'intent', 'complaint', 0, 0, 'negative', 1);
INSERT INTO rollup_label VALUES ('2026-03-01', 'Acme', 'intent', 'praise', 0, 0, 'positive', 1);
INSERT INTO rollup_label VALUES ('2026-03-01', 'Acme', 'intent', 'request', 0, 0, 'positive', 1);
INSERT INTO rollup_label VALUES ('2026-03-01', 'Acme', 'topic', 'delivery', 0, 0, 'negative', 1);
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
INSERT INTO annotation VALUES (1, 'intent', '1/2/e3dd76fb/monitor/1/d28bf3a6', NULL, NULL, '["praise"]', '{"complaint": 0.0051, "request": 0.0411}', NULL, 1);
INSERT INTO annotation VALUES (1, 'language', '1/any', 'en', 9999, '[]', '{}', NULL, 1);
INSERT INTO annotation VALUES (1, 'sentiment', 'vader/1/3.3.2', 'positive', 9501, '[]', '{"engine": "vader", "compound": 0.9501}', NULL, 1);
INSERT INTO annotation VALUES (1, 'topic', '1/ddc54db48396', NULL, NULL, '[]', '{}', NULL, 1);
INSERT INTO annotation VALUES (2, 'intent', '1/2/e3dd76fb/monitor/1/d28bf3a6', NULL, NULL, '["complaint"]', '{"complaint": 0.8705, "request": 0.0476}', NULL, 1);
INSERT INTO annotation VALUES (2, 'language', '1/any', 'en', 9773, '[]', '{}', NULL, 1);
INSERT INTO annotation VALUES (2, 'sentiment', 'vader/1/3.3.2', 'negative', -7351, '[]', '{"engine": "vader", "compound": -0.7351}', NULL, 1);
INSERT INTO annotation VALUES (2, 'topic', '1/ddc54db48396', NULL, NULL, '["delivery"]', '{"kind": "taught"}', NULL, 1);
INSERT INTO annotation VALUES (4, 'intent', '1/2/e3dd76fb/monitor/1/d28bf3a6', NULL, NULL, '["request"]', '{"complaint": 0.1317, "request": 0.5127}', NULL, 1);
INSERT INTO annotation VALUES (4, 'language', '1/any', 'en', 9886, '[]', '{}', NULL, 1);
INSERT INTO annotation VALUES (4, 'sentiment', 'vader/1/3.3.2', 'positive', 5574, '[]', '{"engine": "vader", "compound": 0.5574}', NULL, 1);
INSERT INTO annotation VALUES (4, 'topic', '1/ddc54db48396', NULL, NULL, '[]', '{}', NULL, 1);
INSERT INTO annotation VALUES (5, 'intent', '1/2/e3dd76fb/monitor/1/d28bf3a6', NULL, NULL, '[]', '{"complaint": 0.1796, "request": 0.0346}', NULL, 1);
INSERT INTO annotation VALUES (5, 'language', '1/any', 'en', 10000, '[]', '{}', NULL, 1);
INSERT INTO annotation VALUES (5, 'sentiment', 'vader/1/3.3.2', 'neutral', 0, '[]', '{"engine": "vader", "compound": 0.0}', NULL, 1);
INSERT INTO annotation VALUES (5, 'topic', '1/ddc54db48396', NULL, NULL, '[]', '{}', NULL, 1);
INSERT INTO annotation VALUES (6, 'intent', '1/2/e3dd76fb/monitor/1/d28bf3a6', NULL, NULL, '[]', '{"complaint": 0.1796, "request": 0.0346}', NULL, 1);
INSERT INTO annotation VALUES (6, 'language', '1/any', 'en', 10000, '[]', '{}', NULL, 1);
INSERT INTO annotation VALUES (6, 'sentiment', 'vader/1/3.3.2', 'neutral', 0, '[]', '{"engine": "vader", "compound": 0.0}', NULL, 1);
INSERT INTO annotation VALUES (6, 'topic', '1/ddc54db48396', NULL, NULL, '[]', '{}', NULL, 1);
INSERT INTO annotation VALUES (7, 'intent', '1/2/e3dd76fb/monitor/1/d28bf3a6', NULL, NULL, '[]', '{"complaint": 0.1984, "request": 0.0417}', NULL, 1);
INSERT INTO annotation VALUES (7, 'language', '1/any', 'en', 9988, '[]', '{}', NULL, 1);
INSERT INTO annotation VALUES (7, 'sentiment', 'vader/1/3.3.2', 'negative', -5859, '[]', '{"engine": "vader", "compound": -0.5859}', NULL, 1);
INSERT INTO annotation VALUES (7, 'topic', '1/ddc54db48396', NULL, NULL, '[]', '{}', NULL, 1);
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
INSERT INTO annotated VALUES ('intent', '1/2/e3dd76fb/monitor/1/d28bf3a6', 8);
INSERT INTO annotated VALUES ('language', '1/any', 8);
INSERT INTO annotated VALUES ('sentiment', 'vader/1/3.3.2', 8);
INSERT INTO annotated VALUES ('story', '1', 3);
INSERT INTO annotated VALUES ('topic', '1/ddc54db48396', 8);
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
INSERT INTO label VALUES (1, 1, '', 'sentiment', 'positive', 1, 'ann', 1772452860, 'chosen');
CREATE TABLE mention_label (            -- effective intents and topics
    mention_id INTEGER NOT NULL REFERENCES mention (id) ON DELETE CASCADE,
    field TEXT NOT NULL,                -- intent, topic
    value TEXT NOT NULL,
    PRIMARY KEY (mention_id, field, value)
) STRICT, WITHOUT ROWID;
INSERT INTO mention_label VALUES (2, 'intent', 'complaint');
INSERT INTO mention_label VALUES (1, 'intent', 'praise');
INSERT INTO mention_label VALUES (4, 'intent', 'request');
INSERT INTO mention_label VALUES (2, 'topic', 'delivery');
CREATE TABLE story (                    -- mentions that carry the same text republished
    mention_id INTEGER PRIMARY KEY REFERENCES mention (id) ON DELETE CASCADE,
    story_id INTEGER NOT NULL,          -- the mention id of its earliest member when it was found
    similarity INTEGER NOT NULL,        -- x 10,000
    reason TEXT NOT NULL,               -- url, text, near
    is_copy INTEGER NOT NULL            -- 0 for the earliest
) STRICT;
INSERT INTO story VALUES (5, 5, 10000, 'text', 0);
INSERT INTO story VALUES (6, 5, 10000, 'text', 1);
CREATE TABLE story_trace (              -- every compared mention; the keys its text is met by
    mention_id INTEGER PRIMARY KEY REFERENCES mention (id) ON DELETE CASCADE,
    keys TEXT NOT NULL                  -- JSON list of integers
) STRICT;
INSERT INTO story_trace VALUES (1, '[199058383479246, 24110494773047, 34866136060058, 154544835092864, 256205183025466, 98152335956474, 146779941186483, 60997187751277]');
INSERT INTO story_trace VALUES (2, '[235639227947080, 203543434116348, 81770096731683, 279716071619491, 80566871619203, 86758666655942, 28057918909715, 85354118350284]');
INSERT INTO story_trace VALUES (4, '[181212809557705, 251158867408916, 60624983794234, 181144653532010, 263853903315274, 70443327313184, 241030731058519, 245493452841050]');
INSERT INTO story_trace VALUES (5, '[160081330496392, 100544711552201, 26958766644418, 190980528151567, 104443523632314, 31458092548340, 185131329326311, 15179619996122]');
INSERT INTO story_trace VALUES (6, '[103429655345060, 100544711552201, 26958766644418, 190980528151567, 104443523632314, 31458092548340, 185131329326311, 15179619996122]');
INSERT INTO story_trace VALUES (7, '[258579343853523, 136573737749191, 249946259640905, 57984214889500, 210165263088110, 36846147143349, 261303089907521, 108895301147255]');
CREATE TABLE story_key (                -- the same turned round, without exact copies
    key INTEGER NOT NULL,
    mention_id INTEGER NOT NULL,
    PRIMARY KEY (key, mention_id)
) STRICT, WITHOUT ROWID;
INSERT INTO story_key VALUES (15179619996122, 5);
INSERT INTO story_key VALUES (24110494773047, 1);
INSERT INTO story_key VALUES (26958766644418, 5);
INSERT INTO story_key VALUES (28057918909715, 2);
INSERT INTO story_key VALUES (31458092548340, 5);
INSERT INTO story_key VALUES (34866136060058, 1);
INSERT INTO story_key VALUES (36846147143349, 7);
INSERT INTO story_key VALUES (57984214889500, 7);
INSERT INTO story_key VALUES (60624983794234, 4);
INSERT INTO story_key VALUES (60997187751277, 1);
INSERT INTO story_key VALUES (70443327313184, 4);
INSERT INTO story_key VALUES (80566871619203, 2);
INSERT INTO story_key VALUES (81770096731683, 2);
INSERT INTO story_key VALUES (85354118350284, 2);
INSERT INTO story_key VALUES (86758666655942, 2);
INSERT INTO story_key VALUES (98152335956474, 1);
INSERT INTO story_key VALUES (100544711552201, 5);
INSERT INTO story_key VALUES (104443523632314, 5);
INSERT INTO story_key VALUES (108895301147255, 7);
INSERT INTO story_key VALUES (136573737749191, 7);
INSERT INTO story_key VALUES (146779941186483, 1);
INSERT INTO story_key VALUES (154544835092864, 1);
INSERT INTO story_key VALUES (160081330496392, 5);
INSERT INTO story_key VALUES (181144653532010, 4);
INSERT INTO story_key VALUES (181212809557705, 4);
INSERT INTO story_key VALUES (185131329326311, 5);
INSERT INTO story_key VALUES (190980528151567, 5);
INSERT INTO story_key VALUES (199058383479246, 1);
INSERT INTO story_key VALUES (203543434116348, 2);
INSERT INTO story_key VALUES (210165263088110, 7);
INSERT INTO story_key VALUES (235639227947080, 2);
INSERT INTO story_key VALUES (241030731058519, 4);
INSERT INTO story_key VALUES (245493452841050, 4);
INSERT INTO story_key VALUES (249946259640905, 7);
INSERT INTO story_key VALUES (251158867408916, 4);
INSERT INTO story_key VALUES (256205183025466, 1);
INSERT INTO story_key VALUES (258579343853523, 7);
INSERT INTO story_key VALUES (261303089907521, 7);
INSERT INTO story_key VALUES (263853903315274, 4);
INSERT INTO story_key VALUES (279716071619491, 2);
CREATE TABLE topic_model (              -- found topics, one row a fit; the newest holds
    id INTEGER PRIMARY KEY,
    version TEXT NOT NULL,
    fitted_at INTEGER NOT NULL,
    fitted_on INTEGER NOT NULL,         -- mentions in the store at that time
    topics INTEGER NOT NULL,
    artefact BLOB NOT NULL
) STRICT;
CREATE TABLE cursor (
    source TEXT NOT NULL,
    lane TEXT NOT NULL,                 -- forward, or backfill
    asked TEXT NOT NULL,                -- fingerprint of the question it answers
    value TEXT NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (source, lane)
) STRICT, WITHOUT ROWID;
INSERT INTO cursor VALUES ('news', 'forward', 'f8750f290e6a73da1696a2f8', '{"at":"2026-03-02T12:08:00Z","digest":"96c00101e64ea4b4","known":{"480250ba0b0c":"3","56e7e5d3da7c":"5","6c470efc6b46":"2","8d6ea98155c7":"6","93db60d6782b":"0","9c092ce1067e":"4","bec47bb8e906":"1"}}', 1772453280);
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
INSERT INTO source_state VALUES ('gone', 'rss', 1772453280, NULL, NULL, 2, 1772452800, '/home/ann/none.xml: cannot be read (no such file or directory); give a http(s) address or a file', 1772453880, NULL, '38e90088e22a92afc87de072', NULL, 0);
INSERT INTO source_state VALUES ('news', 'rss', 1772453280, 1772453280, 1772453280, 0, NULL, NULL, NULL, NULL, 'f8750f290e6a73da1696a2f8', NULL, 0);
CREATE TABLE run (
    id INTEGER PRIMARY KEY,
    command TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    finished_at INTEGER
) STRICT;
INSERT INTO run VALUES (1, 'fetch', 1772452800, 1772452800);
INSERT INTO run VALUES (2, 'fetch', 1772453280, 1772453280);
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
INSERT INTO source_run VALUES (1, 'gone', 1772452800, 1772452800, 0, 0, 0, 0, 0, '/home/ann/none.xml: cannot be read (no such file or directory); give a http(s) address or a file');
INSERT INTO source_run VALUES (1, 'news', 1772452800, 1772452800, 6, 6, 0, 0, 0, NULL);
INSERT INTO source_run VALUES (2, 'gone', 1772453280, 1772453280, 0, 0, 0, 0, 0, '/home/ann/none.xml: cannot be read (no such file or directory); give a http(s) address or a file');
INSERT INTO source_run VALUES (2, 'news', 1772453280, 1772453280, 7, 1, 1, 0, 0, NULL);
CREATE TABLE outage (                   -- from the first failure to the next success
    source TEXT NOT NULL,
    since INTEGER NOT NULL,
    until INTEGER,                      -- null: still down
    reason TEXT NOT NULL,
    PRIMARY KEY (source, since)
) STRICT, WITHOUT ROWID;
INSERT INTO outage VALUES ('gone', 1772452800, NULL, '/home/ann/none.xml: cannot be read (no such file or directory); give a http(s) address or a file');
CREATE TABLE gap (                      -- what a service would not give: a ceiling, an overflow
    source TEXT NOT NULL,
    since INTEGER NOT NULL,             -- 0: open
    until INTEGER NOT NULL,
    reason TEXT NOT NULL,
    noted_at INTEGER NOT NULL,
    PRIMARY KEY (source, since, until, reason)
) STRICT, WITHOUT ROWID;
CREATE TABLE audit (                    -- who did what; only ever added to
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    who TEXT NOT NULL,
    what TEXT NOT NULL,
    subject TEXT NOT NULL,              -- "mention:12", "idea:3"
    data TEXT NOT NULL DEFAULT '{}'     -- JSON object
) STRICT;
INSERT INTO audit VALUES (1, 1772452920, 'ann', 'claimed', 'mention:2', '{}');
INSERT INTO audit VALUES (2, 1772452980, 'ann', 'tagged', 'mention:2', '{"added": ["urgent"], "removed": []}');
INSERT INTO audit VALUES (3, 1772453040, 'ann', 'answered', 'mention:2', '{"answered_at": "2026-03-02 12:04 UTC"}');
INSERT INTO audit VALUES (4, 1772453100, 'ann', 'added', 'idea:1', '{"title": "Dark mode"}');
INSERT INTO audit VALUES (5, 1772453160, 'ann', 'linked', 'idea:1', '{"mentions": [4]}');
INSERT INTO audit VALUES (6, 1772453400, 'root', 'forgot mentions', 'store', '{"mentions": 1}');
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
INSERT INTO inbox VALUES (2, 'answered', 'ann', NULL, 'Acme', 1772452920, 1772453040, 'ann', 'hand', NULL, NULL, 1772453040, 3);
CREATE TABLE inbox_tag (
    mention_id INTEGER NOT NULL REFERENCES mention (id) ON DELETE CASCADE,
    tag TEXT NOT NULL,
    PRIMARY KEY (mention_id, tag)
) STRICT, WITHOUT ROWID;
INSERT INTO inbox_tag VALUES (2, 'urgent');
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
INSERT INTO idea VALUES (1, 'Dark mode', '', 'asked', 1772453100, 'ann', 1772453160, NULL);
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
INSERT INTO idea_mention VALUES (1, 4, '20d911d958a4cbd39e8d5999fc40704a1b6ecbeed9d2955435b0f952dd83cfa3', 1772453160, 'ann', NULL, NULL);
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
INSERT INTO outbox VALUES (1, 'keyword:fire::7', 'fire', 'keyword', '', 1772453280, 'fire: 1 × “fire” within 24h', '1 new mentions within 24h (from 1 on you are told).
“Acme is on fire”, writer6
https://news6.example/6
All of them: monitor mentions --brand Acme --since 2026-03-01 --match fire --no-own --no-copies', NULL, '{"count": 1, "threshold": 1, "quoted": [7]}');
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
INSERT INTO delivery VALUES (1, 'team', '3246eae9d4aac3770d22c1225dc01b8a', 'pending', 0, 1772453280, NULL, NULL);
CREATE TABLE alert_state (              -- since when a rule watches, when it last spoke
    rule TEXT NOT NULL,
    brand TEXT NOT NULL,
    watches_since INTEGER NOT NULL,     -- what was there before is a backlog, not news
    raised_at INTEGER,
    PRIMARY KEY (rule, brand)
) STRICT, WITHOUT ROWID;
INSERT INTO alert_state VALUES ('fire', '', 1772452800, 1772453280);
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE INDEX mention_day ON mention (day, at, id);
CREATE INDEX mention_author ON mention (author, at);
CREATE INDEX mention_thread ON mention (thread_id, network) WHERE thread_id IS NOT NULL;
CREATE INDEX match_day ON match (brand, day, is_own, is_copy, sentiment);
CREATE INDEX match_author ON match (author, brand, day);
CREATE INDEX rollup_empty ON rollup (day) WHERE mentions = 0;
CREATE INDEX rollup_label_empty ON rollup_label (day) WHERE mentions = 0;
CREATE INDEX label_mention ON label (mention_id, field, brand, id);
CREATE INDEX mention_label_value ON mention_label (field, value, mention_id);
CREATE INDEX story_members ON story (story_id);
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
CREATE INDEX source_run_time ON source_run (source, started_at);
CREATE INDEX audit_subject ON audit (subject, id);
CREATE INDEX inbox_status ON inbox (status);
CREATE INDEX idea_mention_mention ON idea_mention (mention_id);
CREATE INDEX outbox_rule ON outbox (rule, brand, raised_at);
CREATE INDEX delivery_state ON delivery (state, next_try_at);
PRAGMA user_version = 1;
