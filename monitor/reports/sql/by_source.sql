SELECT source AS name, sentiment, is_copy, SUM(mentions) AS mentions
FROM rollup
WHERE brand = :brand AND day >= :since AND day < :until AND is_own = 0
GROUP BY source, sentiment, is_copy
ORDER BY source, sentiment, is_copy
