-- The first posts of the threads in which the brand's own accounts wrote.
SELECT post.id AS id, post.source_id AS source_id, post.network AS network,
    post.thread_id AS thread_id, post.parent_id AS parent_id, post.author AS author, post.at AS at
FROM match
    JOIN mention AS said ON said.id = match.mention_id
    JOIN mention AS post ON post.source = said.source AND post.source_id = said.thread_id
WHERE match.brand = :brand AND match.day >= :since AND match.is_own = 1
ORDER BY post.id
