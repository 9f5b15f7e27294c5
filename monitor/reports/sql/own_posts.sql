-- Posts for the brand since the period began: by its own accounts, or by colleagues under the
-- shared tag (marked as own without being anybody's own account).
SELECT said.id AS id, said.source_id AS source_id, said.network AS network,
    said.thread_id AS thread_id, said.parent_id AS parent_id, said.author AS author,
    said.at AS at, said.text AS text,
    CASE WHEN own.author IS NULL THEN 0 ELSE 1 END AS is_account
FROM match
    JOIN mention AS said ON said.id = match.mention_id
    LEFT JOIN own_account AS own ON own.author = match.author AND own.brand = match.brand
    LEFT JOIN (SELECT author FROM own_account GROUP BY author) AS somebodys
        ON somebodys.author = match.author
WHERE match.brand = :brand AND match.day >= :since AND match.is_own = 1
    AND match.kind <> 'edit' AND said.at <= :now
    AND (own.author IS NOT NULL OR somebodys.author IS NULL)
ORDER BY said.at, said.id
