-- Failures that touch a span of seconds, with when their source was last asked.
SELECT outage.source AS source, outage.since AS since, outage.until AS until,
    outage.reason AS reason, COALESCE(source_state.last_attempt_at, outage.since) AS asked_at
FROM outage LEFT JOIN source_state ON source_state.source = outage.source
WHERE outage.since < :end_at AND COALESCE(outage.until, :end_at) > :start_at
ORDER BY outage.source, outage.since
