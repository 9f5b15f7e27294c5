-- Distinct people per day: known authors once, mentions without an author one each.
SELECT day, COUNT(DISTINCT CASE WHEN author <> '' THEN author END)
    + SUM(CASE WHEN author = '' THEN 1 ELSE 0 END) AS people
FROM match
WHERE brand = :brand AND day >= :since AND day < :until AND is_own = 0 AND is_copy = 0
GROUP BY day
ORDER BY day
