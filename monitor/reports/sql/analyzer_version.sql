SELECT version FROM annotated WHERE analyzer = :analyzer ORDER BY version
