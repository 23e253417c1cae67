-- Names as they are searched and sorted (UnicodeText.Fold). A job fills them; null: not yet, or written by the version before.
ALTER TABLE users ADD COLUMN folded_given_name TEXT;
ALTER TABLE users ADD COLUMN folded_family_name TEXT;
CREATE INDEX users_unfolded ON users (id) WHERE folded_family_name IS NULL;
CREATE INDEX users_by_account_and_login ON users (account_id, canonical_login, id);

-- From here on each engine has words of its own.
-- The version before changes names and knows nothing of these columns.
CREATE TRIGGER users_unfold AFTER UPDATE OF given_name, family_name ON users
WHEN (NEW.given_name <> OLD.given_name OR NEW.family_name <> OLD.family_name)
    AND NEW.folded_given_name IS OLD.folded_given_name AND NEW.folded_family_name IS OLD.folded_family_name
BEGIN
    UPDATE users SET folded_given_name = NULL, folded_family_name = NULL WHERE id = NEW.id;
END;
