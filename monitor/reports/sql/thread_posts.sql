-- Everything stored of the threads in which the brand's own accounts wrote.
SELECT post.id AS id, post.source_id AS source_id, post.network AS network,
    post.thread_id AS thread_id, post.parent_id AS parent_id, post.author AS author, post.at AS at
FROM (SELECT said.network AS network, said.thread_id AS thread_id
      FROM match JOIN mention AS said ON said.id = match.mention_id
      WHERE match.brand = :brand AND match.day >= :since AND match.is_own = 1
          AND said.thread_id IS NOT NULL
      GROUP BY said.network, said.thread_id) AS own
    JOIN mention AS post ON post.thread_id = own.thread_id AND post.network = own.network
ORDER BY post.id
