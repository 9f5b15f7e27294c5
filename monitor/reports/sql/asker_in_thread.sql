-- What the asker of a mention said in the same thread, about the same brand, in order.
SELECT match.at AS at, match.sentiment AS sentiment
FROM mention AS asked
    JOIN mention AS said ON said.thread_id = COALESCE(asked.thread_id, asked.source_id)
        AND said.network = asked.network AND said.author = asked.author
    JOIN match ON match.mention_id = said.id AND match.brand = :brand
WHERE asked.id = :mention
ORDER BY match.at, match.mention_id
