-- Keys by which programs act for a user.

CREATE TABLE api_keys (
    number              INTEGER PRIMARY KEY,        -- random; as 13 symbols it is the key's id
    user_id             TEXT   NOT NULL REFERENCES users (id),
    account_id          TEXT   NOT NULL REFERENCES accounts (id),
    description         TEXT   NOT NULL,
    accesses            TEXT   NOT NULL,            -- names with commas
    permissions         TEXT   NOT NULL,            -- with commas; empty: whatever the user has
    addresses           TEXT   NOT NULL,            -- CIDR with commas; empty: from anywhere
    digest              BLOB   NOT NULL UNIQUE,     -- HMAC-SHA-256 of the whole text under the pepper
    hint                TEXT   NOT NULL,
    former_digest       BLOB,                       -- of the text before the last rotation
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
    sealed_pepper   BLOB   NOT NULL,
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

-- What nodes that hold keys in memory must read anew. A trigger forgets no way to change a row.
CREATE TABLE key_news (
    number          INTEGER PRIMARY KEY AUTOINCREMENT,
    key_number      INTEGER,
    user_id         TEXT
);

CREATE TRIGGER api_keys_tell AFTER UPDATE OF accesses, permissions, addresses, digest, former_digest, former_ends_at, expires_at, deleted_at ON api_keys
BEGIN
    INSERT INTO key_news (key_number) VALUES (NEW.number);
END;

CREATE TRIGGER users_tell AFTER UPDATE OF login, email, given_name, family_name, status, role, doors, api_addresses, operator_since ON users
BEGIN
    INSERT INTO key_news (user_id) VALUES (NEW.id);
END;

-- A node that slept for longer than this reads everything anew.
CREATE TRIGGER key_news_forget AFTER INSERT ON key_news
BEGIN
    DELETE FROM key_news WHERE number <= NEW.number - 10000;
END;
