-- The newest mentions of each topic, from which quotes are chosen.
SELECT name, mention_id, author FROM (
    SELECT said.value AS name, match.mention_id AS mention_id, match.author AS author,
        ROW_NUMBER() OVER (
            PARTITION BY said.value ORDER BY match.at DESC, match.mention_id DESC
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS place
    FROM match LEFT JOIN mention_label AS said ON said.mention_id = match.mention_id
        AND said.field = 'topic'
    WHERE match.brand = :brand AND match.day >= :since AND match.day < :until
        AND match.is_own = 0 AND match.is_copy = 0 AND COALESCE(said.value, '') <> ''
) AS ranked
WHERE place <= :most
ORDER BY name, place, mention_id
