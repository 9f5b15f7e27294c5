SELECT id, title, status FROM idea
WHERE merged_into IS NULL
ORDER BY id
