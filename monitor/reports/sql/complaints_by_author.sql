-- How many complaints about the brand each author wrote in the last weeks.
SELECT match.author AS author, COUNT(*) AS complaints
FROM match
WHERE match.brand = :brand AND match.day >= :since AND match.day < :until
    AND match.is_own = 0 AND match.is_copy = 0 AND match.author <> ''
    AND EXISTS (SELECT 1 FROM mention_label AS said WHERE said.mention_id = match.mention_id
        AND said.field = 'intent' AND said.value = 'complaint')
GROUP BY match.author
ORDER BY match.author
