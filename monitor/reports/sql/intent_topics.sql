-- The topics of one brand's mentions with an intent.
SELECT match.mention_id AS mention_id, match.author AS author, topic.value AS topic
FROM match LEFT JOIN mention_label AS said ON said.mention_id = match.mention_id
        AND said.field = 'intent' AND said.value = :intent
    LEFT JOIN mention_label AS topic ON topic.mention_id = match.mention_id
        AND topic.field = 'topic'
WHERE match.brand = :brand AND match.day >= :since AND match.day < :until
    AND match.is_own = 0 AND match.is_copy = 0 AND COALESCE(topic.value, '') <> ''
    AND COALESCE(said.value, '') <> ''
ORDER BY match.mention_id, topic.value
