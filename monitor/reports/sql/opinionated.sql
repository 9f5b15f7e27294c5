-- The words of positive and negative mentions, in which people recommend or warn.
SELECT match.mention_id AS mention_id, match.author AS author, mention.title AS title,
    mention.text AS text
FROM match JOIN mention ON mention.id = match.mention_id
WHERE match.brand = :brand AND match.day >= :since AND match.day < :until
    AND match.is_own = 0 AND match.is_copy = 0 AND match.sentiment <> 'unsure'
    AND mention.gone_at IS NULL
ORDER BY match.mention_id
