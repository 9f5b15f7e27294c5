-- Customers' mentions of one brand per day, zero-filled; opinion counts leave copies out.
SELECT calendar.day AS day, calendar.weekday AS weekday,
    SUM(CASE WHEN rollup.is_own = 0 THEN rollup.mentions ELSE 0 END) AS mentions,
    SUM(CASE WHEN rollup.is_own = 0 AND rollup.is_copy = 0 THEN rollup.mentions ELSE 0 END)
        AS originals,
    SUM(CASE WHEN rollup.is_own = 0 AND rollup.is_copy = 0 AND rollup.sentiment = 'positive'
        THEN rollup.mentions ELSE 0 END) AS positive,
    SUM(CASE WHEN rollup.is_own = 0 AND rollup.is_copy = 0 AND rollup.sentiment = 'neutral'
        THEN rollup.mentions ELSE 0 END) AS neutral,
    SUM(CASE WHEN rollup.is_own = 0 AND rollup.is_copy = 0 AND rollup.sentiment = 'negative'
        THEN rollup.mentions ELSE 0 END) AS negative
FROM calendar LEFT JOIN rollup ON rollup.day = calendar.day AND rollup.brand = :brand
WHERE calendar.day >= :since AND calendar.day < :until
GROUP BY calendar.day, calendar.weekday
ORDER BY calendar.day
