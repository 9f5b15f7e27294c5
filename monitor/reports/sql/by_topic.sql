SELECT value AS name, sentiment, is_copy, SUM(mentions) AS mentions
FROM rollup_label
WHERE brand = :brand AND day >= :since AND day < :until AND field = 'topic' AND is_own = 0
GROUP BY value, sentiment, is_copy
ORDER BY value, sentiment, is_copy
