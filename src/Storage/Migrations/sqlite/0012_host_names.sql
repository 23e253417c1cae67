-- The order in which an account got its host names: people are sent to the first, where none is nearer to where they go. Null: before this was kept.
ALTER TABLE host_names ADD COLUMN added_at BIGINT;
