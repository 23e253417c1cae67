-- Roles that accounts make for their users, beside "admin" and "all", which are in the program.

CREATE TABLE roles (
    id              TEXT   PRIMARY KEY,
    account_id      TEXT   NOT NULL REFERENCES accounts (id),
    name            TEXT   NOT NULL,
    canonical_name  TEXT   NOT NULL,
    description     TEXT   NOT NULL,
    permissions     TEXT   NOT NULL,            -- VERB_OBJECT with commas
    created_at      BIGINT NOT NULL,
    modified_at     BIGINT NOT NULL,
    version         BIGINT NOT NULL,
    UNIQUE (account_id, canonical_name)
);

CREATE INDEX users_by_role ON users (role);

-- What nodes that hold keys in memory must read anew: a role decides what its users, and so their keys, may.
CREATE FUNCTION tell_of_role() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('sallyport_keys', 'user ' || id) FROM users WHERE role = NEW.id;
    RETURN NULL;
END $$;

CREATE TRIGGER roles_tell AFTER UPDATE OF permissions ON roles FOR EACH ROW EXECUTE FUNCTION tell_of_role();
