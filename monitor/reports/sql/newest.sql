-- The newest mentions of a brand with their words, copies left out.
SELECT match.mention_id AS mention_id, match.author AS author, mention.title AS title,
    mention.text AS text
FROM match JOIN mention ON mention.id = match.mention_id
WHERE match.brand = :brand AND match.day >= :since AND match.day < :until
    AND match.is_own = 0 AND match.is_copy = 0 AND mention.gone_at IS NULL
ORDER BY match.day DESC, match.mention_id DESC
LIMIT :most
