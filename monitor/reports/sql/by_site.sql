SELECT site AS name, sentiment, is_copy, COUNT(*) AS mentions
FROM match
WHERE brand = :brand AND day >= :since AND day < :until AND is_own = 0
GROUP BY site, sentiment, is_copy
ORDER BY site, sentiment, is_copy
