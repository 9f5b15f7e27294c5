-- What people made of the brand's mentions in the inbox.
SELECT inbox.mention_id AS mention_id, inbox.brands AS brands,
    inbox.status AS status, COALESCE(inbox.answered_by, inbox.assignee, '') AS who,
    inbox.claimed_at AS claimed_at, inbox.answered_at AS answered_at,
    inbox.closed_at AS closed_at
FROM match
    JOIN inbox ON inbox.mention_id = match.mention_id
WHERE match.brand = :brand AND match.day >= :since AND match.day < :until
ORDER BY inbox.mention_id
