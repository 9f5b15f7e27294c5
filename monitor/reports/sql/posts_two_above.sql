-- What the posts reply to that posts for the brand reply to.
SELECT post.id AS id, post.source_id AS source_id, post.network AS network,
    post.thread_id AS thread_id, post.parent_id AS parent_id, post.author AS author, post.at AS at
FROM match
    JOIN mention AS said ON said.id = match.mention_id
    JOIN mention AS above ON above.source = said.source AND above.source_id = said.parent_id
    JOIN mention AS post ON post.source = above.source AND post.source_id = above.parent_id
WHERE match.brand = :brand AND match.day >= :since AND match.is_own = 1
ORDER BY post.id
