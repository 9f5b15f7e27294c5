SELECT value FROM mention_label
WHERE mention_id = :mention AND field = 'topic'
ORDER BY value
