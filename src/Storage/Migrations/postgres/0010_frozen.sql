-- When a user froze the own account by the link in a notice; null: it is not frozen. A column of its own beside the status, so that an account's only
-- administrator stays an active one.
ALTER TABLE users ADD COLUMN frozen_at BIGINT;
UPDATE users SET frozen_at = modified_at, status = 'active' WHERE status = 'frozen';

-- What nodes that hold keys in memory must read anew: whether the key's user is frozen, too.
DROP TRIGGER users_tell ON users;
CREATE TRIGGER users_tell AFTER UPDATE OF login, email, given_name, family_name, status, frozen_at, role, doors, api_addresses, operator_since ON users
    FOR EACH ROW EXECUTE FUNCTION tell_of_user();
