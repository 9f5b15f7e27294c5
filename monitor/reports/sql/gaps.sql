SELECT source, since, until, reason FROM gap
WHERE since < :end_at AND until > :start_at
ORDER BY source, since, until, reason
