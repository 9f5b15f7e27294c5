-- The newest mentions of one brand with an intent, and their words.
SELECT match.mention_id AS mention_id, match.author AS author, mention.title AS title,
    mention.text AS text
FROM match JOIN mention ON mention.id = match.mention_id
WHERE match.brand = :brand AND match.day >= :since AND match.day < :until
    AND match.is_own = 0 AND match.is_copy = 0
    AND EXISTS (SELECT 1 FROM mention_label AS said WHERE said.mention_id = match.mention_id
        AND said.field = 'intent' AND said.value = :intent)
ORDER BY match.at DESC, match.mention_id DESC
LIMIT :most
