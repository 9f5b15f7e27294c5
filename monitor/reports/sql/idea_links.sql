-- Who asked for which idea, in which mention, and when they were told.
SELECT idea_mention.idea_id AS idea_id, idea_mention.mention_id AS mention_id,
    idea_mention.asker AS asker, COALESCE(idea_mention.told_at, 0) AS told_at
FROM idea_mention JOIN idea ON idea.id = idea_mention.idea_id
WHERE idea.merged_into IS NULL
ORDER BY idea_mention.idea_id, idea_mention.mention_id
