-- A mention's own words, with what helps to choose among several.
SELECT mention.id AS id, mention.title AS title, mention.text AS text, mention.url AS url,
    mention.site AS site, mention.at AS at, author.handle AS handle,
    COALESCE(mention.score, 0) + COALESCE(mention.replies, 0) + COALESCE(mention.shares, 0)
        AS engagement
FROM mention LEFT JOIN author ON author.key = mention.author
WHERE mention.id = :mention AND mention.gone_at IS NULL
ORDER BY mention.id
