-- Keys by which programs act for a user.

CREATE TABLE api_keys (
    number              BIGINT  PRIMARY KEY,        -- random; as 13 symbols it is the key's id
    user_id             TEXT   NOT NULL REFERENCES users (id),
    account_id          TEXT   NOT NULL REFERENCES accounts (id),
    description         TEXT   NOT NULL,
    accesses            TEXT   NOT NULL,            -- names with commas
    permissions         TEXT   NOT NULL,            -- with commas; empty: whatever the user has
    addresses           TEXT   NOT NULL,            -- CIDR with commas; empty: from anywhere
    digest              BYTEA  NOT NULL UNIQUE,     -- HMAC-SHA-256 of the whole text under the pepper
    hint                TEXT   NOT NULL,
    former_digest       BYTEA,                      -- of the text before the last rotation
    former_ends_at      BIGINT,
    asked_by            TEXT   NOT NULL UNIQUE,     -- the form or request that made it: spent once
    created_by          TEXT   NOT NULL,
    created_at          BIGINT NOT NULL,
    rotated_at          BIGINT,
    expires_at          BIGINT,
    last_used_at        BIGINT,
    last_used_address   TEXT   NOT NULL,
    last_used_door      TEXT,
    flagged_at          BIGINT,                     -- it came where a key must not travel
    flagged_for         TEXT   NOT NULL,
    deleted_at          BIGINT                      -- kept for the record
);
CREATE UNIQUE INDEX api_keys_by_former_digest ON api_keys (former_digest) WHERE former_digest IS NOT NULL;
CREATE INDEX api_keys_by_user ON api_keys (user_id);
CREATE INDEX api_keys_by_account ON api_keys (account_id);

-- Secrets of the installation beside the key file's: sealed under it.
CREATE TABLE peppers (
    name            TEXT   PRIMARY KEY,
    sealed_pepper   BYTEA  NOT NULL,
    created_at      BIGINT NOT NULL
);

-- When the password ceased to open API and IsProxy for this user (untilKeyOrMfa); null: it has not.
ALTER TABLE users ADD COLUMN api_password_ended_at BIGINT;

-- Refused keys of the running minute. When it is over, each row becomes one audit event.
CREATE TABLE key_refusals (
    minute          BIGINT NOT NULL,
    address         TEXT   NOT NULL,
    key_id          TEXT   NOT NULL,                -- empty: no known key
    reason          TEXT   NOT NULL,
    door            TEXT   NOT NULL,
    count           BIGINT NOT NULL,
    PRIMARY KEY (minute, address, key_id, reason, door)
);

-- What nodes that hold keys in memory must read anew: told when the transaction commits. A trigger forgets no way to change a row.
CREATE FUNCTION tell_of_api_key() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('sallyport_keys', 'key ' || NEW.number);
    RETURN NULL;
END $$;

CREATE FUNCTION tell_of_user() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('sallyport_keys', 'user ' || NEW.id);
    RETURN NULL;
END $$;

CREATE TRIGGER api_keys_tell AFTER UPDATE OF accesses, permissions, addresses, digest, former_digest, former_ends_at, expires_at, deleted_at ON api_keys
    FOR EACH ROW EXECUTE FUNCTION tell_of_api_key();

CREATE TRIGGER users_tell AFTER UPDATE OF login, email, given_name, family_name, status, role, doors, api_addresses, operator_since ON users
    FOR EACH ROW EXECUTE FUNCTION tell_of_user();
