-- Positive praise of a brand that is long enough to quote and short enough to read.
SELECT match.mention_id AS mention_id, match.author AS author, match.score AS score,
    COALESCE(mention.licence, '') AS licence, COALESCE(granted.tag, refused.tag, '') AS tag
FROM match JOIN mention ON mention.id = match.mention_id
    LEFT JOIN inbox_tag AS granted ON granted.mention_id = match.mention_id
        AND granted.tag = 'permission-granted'
    LEFT JOIN inbox_tag AS refused ON refused.mention_id = match.mention_id
        AND refused.tag = 'permission-refused'
WHERE match.brand = :brand AND match.day >= :since AND match.day < :until
    AND match.is_own = 0 AND match.is_copy = 0 AND match.sentiment = 'positive'
    AND EXISTS (SELECT 1 FROM mention_label AS said WHERE said.mention_id = match.mention_id
        AND said.field = 'intent' AND said.value = 'praise')
    AND mention.gone_at IS NULL AND LENGTH(mention.text) BETWEEN 25 AND 240
ORDER BY match.score DESC, match.mention_id DESC
