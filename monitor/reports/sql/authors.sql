-- Distinct known authors of one brand's mentions, own accounts left out.
SELECT COUNT(DISTINCT author) AS authors
FROM match
WHERE brand = :brand AND day >= :since AND day < :until AND is_own = 0 AND author <> ''
ORDER BY authors
