-- What people said of randomly drawn mentions, and what the analyzer had said of them.
SELECT label.mention_id AS mention_id, label.brand AS brand, label.value AS said,
    COALESCE(towards.label, whole.label, '') AS found
FROM label
    LEFT JOIN annotation AS whole ON whole.mention_id = label.mention_id
        AND whole.analyzer = 'sentiment'
    LEFT JOIN annotation_brand AS towards ON towards.mention_id = label.mention_id
        AND towards.brand = label.brand
WHERE label.field = 'sentiment' AND label.sampled = 'random'
    AND label.id = (SELECT MAX(later.id) FROM label AS later
        WHERE later.mention_id = label.mention_id AND later.field = label.field
            AND later.brand = label.brand)
ORDER BY label.mention_id, label.brand
