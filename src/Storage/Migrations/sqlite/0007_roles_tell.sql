-- What nodes that hold keys in memory must read anew: a role decides what its users, and so their keys, may.
CREATE TRIGGER roles_tell AFTER UPDATE OF permissions ON roles
BEGIN
    INSERT INTO key_news (user_id) SELECT id FROM users WHERE role = NEW.id;
END;
