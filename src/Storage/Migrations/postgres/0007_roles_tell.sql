-- What nodes that hold keys in memory must read anew: a role decides what its users, and so their keys, may.
CREATE FUNCTION tell_of_role() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('sallyport_keys', 'user ' || id) FROM users WHERE role = NEW.id;
    RETURN NULL;
END $$;

CREATE TRIGGER roles_tell AFTER UPDATE OF permissions ON roles
    FOR EACH ROW EXECUTE FUNCTION tell_of_role();
