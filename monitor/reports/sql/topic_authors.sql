-- Distinct known authors of each topic; copies left out.
SELECT said.value AS name, COUNT(DISTINCT match.author) AS authors
FROM match JOIN mention_label AS said ON said.mention_id = match.mention_id
    AND said.field = 'topic'
WHERE match.brand = :brand AND match.day >= :since AND match.day < :until
    AND match.is_own = 0 AND match.is_copy = 0 AND match.author <> ''
GROUP BY said.value
ORDER BY said.value
