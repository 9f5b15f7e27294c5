SELECT source, day, SUM(mentions) AS mentions
FROM rollup
WHERE day >= :since AND day < :until
GROUP BY source, day
ORDER BY source, day
