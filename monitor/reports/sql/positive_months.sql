-- Positive mentions by author and month, of authors who were positive in the period, over a
-- longer time.
SELECT match.author AS author, SUBSTR(match.day, 1, 7) AS month, COUNT(*) AS mentions
FROM match
WHERE match.brand = :brand AND match.day >= :start AND match.day < :until
    AND match.is_own = 0 AND match.is_copy = 0 AND match.sentiment = 'positive'
    AND match.author IN (SELECT recent.author FROM match AS recent
        WHERE recent.brand = :brand AND recent.day >= :since AND recent.day < :until
            AND recent.is_own = 0 AND recent.is_copy = 0 AND recent.sentiment = 'positive'
            AND recent.author <> '')
GROUP BY match.author, SUBSTR(match.day, 1, 7)
ORDER BY match.author, month
