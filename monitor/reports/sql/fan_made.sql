-- Longer work by customers: videos, episodes, reviews, articles and code.
SELECT match.mention_id AS mention_id, match.author AS author, match.kind AS kind,
    COALESCE(mention.shares, 0) AS shares,
    CASE WHEN mention.shares IS NULL THEN 0 ELSE 1 END AS is_known
FROM match JOIN mention ON mention.id = match.mention_id
WHERE match.brand = :brand AND match.day >= :since AND match.day < :until
    AND match.is_own = 0 AND match.is_copy = 0
    AND match.kind IN ('video', 'episode', 'review', 'article', 'pull_request')
ORDER BY match.kind, shares DESC, match.mention_id DESC
