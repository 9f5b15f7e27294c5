-- The first answer by an own account of the brand to each of its mentions in the period. An
-- answer is a later post in the thread that replies to the mention itself, or to the thread where
-- the mention opened it, or to nothing in particular (threads without reply marks).
SELECT match.mention_id AS mention_id, MIN(answer.at) AS answered_at,
    MIN(answer.id) AS answer_id
FROM match
    JOIN mention AS asked ON asked.id = match.mention_id
    JOIN mention AS answer ON answer.thread_id = COALESCE(asked.thread_id, asked.source_id)
        AND answer.network = asked.network
    JOIN own_account ON own_account.author = answer.author
        AND own_account.brand = match.brand
WHERE match.brand = :brand AND match.day >= :since AND match.day < :until
    AND match.is_own = 0 AND match.is_copy = 0
    AND answer.id <> asked.id AND answer.at >= asked.at AND answer.at <= :now
    AND (answer.parent_id IS NULL OR answer.parent_id = asked.source_id
        OR (asked.parent_id IS NULL AND answer.parent_id = answer.thread_id))
GROUP BY match.mention_id
ORDER BY match.mention_id
