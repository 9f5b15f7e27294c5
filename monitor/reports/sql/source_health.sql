SELECT source, type, last_attempt_at, last_success_at, last_new_at, failures, reason,
    disabled_reason
FROM source_state
ORDER BY source
