-- How long after publication each dated mention was seen. Only what was published after its
-- source had first been asked: older mentions could not be seen earlier.
SELECT match.source AS source, match.first_seen_at - match.at AS delay, COUNT(*) AS mentions
FROM match
WHERE match.brand = :brand AND match.day >= :since AND match.day < :until
    AND match.is_dated = 1 AND match.is_own = 0
    AND match.at >= (SELECT MIN(source_run.started_at) FROM source_run
        WHERE source_run.source = match.source)
GROUP BY match.source, match.first_seen_at - match.at
ORDER BY match.source, delay
