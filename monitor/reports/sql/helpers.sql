-- Customers' answers to other customers' questions about a brand: replies that neither ask nor
-- complain themselves, by people who are no own account.
SELECT match.mention_id AS mention_id, match.author AS author
FROM match
    JOIN mention AS answer ON answer.id = match.mention_id
    JOIN mention AS asked ON asked.source = answer.source
        AND asked.source_id = answer.parent_id
    JOIN mention_label AS question ON question.mention_id = asked.id
        AND question.field = 'intent' AND question.value = 'question'
    LEFT JOIN mention_label AS asks ON asks.mention_id = match.mention_id
        AND asks.field = 'intent' AND asks.value = 'question'
    LEFT JOIN mention_label AS complains ON complains.mention_id = match.mention_id
        AND complains.field = 'intent' AND complains.value = 'complaint'
WHERE match.brand = :brand AND match.day >= :since AND match.day < :until
    AND match.is_own = 0 AND match.is_copy = 0 AND match.author <> ''
    AND COALESCE(asked.author, '') <> match.author
    AND asks.mention_id IS NULL AND complains.mention_id IS NULL
ORDER BY match.mention_id
