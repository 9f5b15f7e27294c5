-- Whether the author of a mention wrote again about the brand after a moment.
SELECT COUNT(*) AS mentions
FROM mention AS asked JOIN match AS later ON later.author = asked.author
    AND later.brand = :brand AND later.at > :after
WHERE asked.id = :mention
ORDER BY mentions
