-- Distinct known authors of each topic; copies left out. The outer join keeps
-- engines from starting at the topic, which reads its whole history.
SELECT said.value AS name, COUNT(DISTINCT match.author) AS authors
FROM match LEFT JOIN mention_label AS said ON said.mention_id = match.mention_id
    AND said.field = 'topic'
WHERE match.brand = :brand AND match.day >= :since AND match.day < :until
    AND match.is_own = 0 AND match.is_copy = 0 AND match.author <> ''
    AND COALESCE(said.value, '') <> ''
GROUP BY said.value
ORDER BY said.value
