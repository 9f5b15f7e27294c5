SELECT MAX(day) AS day FROM match WHERE brand = :brand ORDER BY day
