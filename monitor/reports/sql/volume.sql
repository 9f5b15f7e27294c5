-- Counts of one brand: whose voice, copy or not, sentiment.
SELECT is_own, is_copy, sentiment, SUM(mentions) AS mentions, SUM(undated) AS undated
FROM rollup
WHERE brand = :brand AND day >= :since AND day < :until
GROUP BY is_own, is_copy, sentiment
ORDER BY is_own, is_copy, sentiment
