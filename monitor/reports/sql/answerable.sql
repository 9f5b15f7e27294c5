-- What customers wait for: complaints, questions, and what addresses the brand by its handle or
-- answers one of its posts. Copies left out.
SELECT match.mention_id AS mention_id, match.at AS at, match.first_seen_at AS first_seen_at,
    match.author AS author, match.sentiment AS sentiment, match.score AS score,
    CASE WHEN complaint.mention_id IS NULL THEN 0 ELSE 1 END AS is_complaint,
    CASE WHEN question.mention_id IS NULL THEN 0 ELSE 1 END AS is_question,
    author.followers AS followers
FROM match
    JOIN mention AS said ON said.id = match.mention_id
    LEFT JOIN mention_label AS complaint ON complaint.mention_id = match.mention_id
        AND complaint.field = 'intent' AND complaint.value = 'complaint'
    LEFT JOIN mention_label AS question ON question.mention_id = match.mention_id
        AND question.field = 'intent' AND question.value = 'question'
    LEFT JOIN mention AS above ON above.source = said.source
        AND above.source_id = said.parent_id
    LEFT JOIN own_account AS own ON own.author = above.author AND own.brand = match.brand
    LEFT JOIN author ON author.key = match.author
WHERE match.brand = :brand AND match.day >= :since AND match.day < :until
    AND match.is_own = 0 AND match.is_copy = 0
    AND (complaint.mention_id IS NOT NULL OR question.mention_id IS NOT NULL
        OR own.author IS NOT NULL OR match.spans LIKE '%["@%')
ORDER BY match.mention_id
