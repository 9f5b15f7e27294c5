-- Mentions that name one brand and another, by the sentiment towards each.
SELECT other.brand AS other, one.sentiment AS sentiment, other.sentiment AS other_sentiment,
    COUNT(*) AS mentions
FROM match AS one JOIN match AS other ON other.mention_id = one.mention_id
    AND other.brand > one.brand
WHERE one.brand = :brand AND one.day >= :since AND one.day < :until
    AND one.is_own = 0 AND one.is_copy = 0
GROUP BY other.brand, one.sentiment, other.sentiment
ORDER BY other.brand, one.sentiment, other.sentiment
