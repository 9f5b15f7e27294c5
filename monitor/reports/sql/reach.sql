-- What each author published about a brand: number of mentions and views, with followers. Own
-- accounts left out, copies included: they reach people too.
SELECT match.author AS author, match.network AS network, COUNT(*) AS mentions,
    SUM(COALESCE(mention.views, 0)) AS views,
    SUM(CASE WHEN mention.views IS NULL THEN 1 ELSE 0 END) AS without_views,
    MAX(author.followers) AS followers
FROM match JOIN mention ON mention.id = match.mention_id
    LEFT JOIN author ON author.key = match.author
WHERE match.brand = :brand AND match.day >= :since AND match.day < :until
    AND match.is_own = 0 AND match.author <> ''
GROUP BY match.author, match.network
ORDER BY match.author, match.network
