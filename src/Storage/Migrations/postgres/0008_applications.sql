-- Applications behind proxies that ask who may pass, and how a session reaches them.

CREATE TABLE applications (
    id              TEXT   PRIMARY KEY,
    account_id      TEXT   NOT NULL REFERENCES accounts (id),
    host            TEXT   NOT NULL UNIQUE,     -- of the whole installation: cookies belong to a host, so an account must
    port            INTEGER,                    -- null: any
    created_at      BIGINT NOT NULL
);
CREATE INDEX applications_by_account ON applications (account_id);

-- The one-time code that brings a session from Sallyport's host to an application's.
CREATE TABLE forward_codes (
    digest          TEXT   PRIMARY KEY,
    session_id      TEXT   NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    host            TEXT   NOT NULL,
    starter_digest  TEXT   NOT NULL,            -- of the cookie of the browser that began
    return_to       TEXT   NOT NULL,
    ends_at         BIGINT NOT NULL
);
CREATE INDEX forward_codes_by_session ON forward_codes (session_id);

-- What the cookie on an application's host stands for. It ends with its session.
CREATE TABLE forward_sessions (
    token_digest    TEXT   PRIMARY KEY,
    session_id      TEXT   NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    host            TEXT   NOT NULL,
    created_at      BIGINT NOT NULL,
    UNIQUE (session_id, host)
);
