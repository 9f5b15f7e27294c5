-- The newest mentions of a brand, copies left out.
SELECT match.mention_id AS mention_id, match.author AS author
FROM match
WHERE match.brand = :brand AND match.day >= :since AND match.day < :until
    AND match.is_own = 0 AND match.is_copy = 0
ORDER BY match.day DESC, match.mention_id DESC
LIMIT :most
