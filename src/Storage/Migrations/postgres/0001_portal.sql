-- What Sallyport keeps. Times are Unix milliseconds UTC. Sealed columns are AES-256-GCM under a key that is not in this database.

CREATE TABLE installation (
    id              SMALLINT PRIMARY KEY CHECK (id = 1),
    name            TEXT   NOT NULL,            -- 4 to 12 of a-z0-9: part of every API key's text
    key_id          TEXT   NOT NULL,            -- under which key of the key file new values are sealed
    cut_off         BIGINT NOT NULL,
    everybody_from  BIGINT,
    created_at      BIGINT NOT NULL,
    set_up_at       BIGINT                      -- when the first operator was made
);

CREATE TABLE accounts (
    id              TEXT   PRIMARY KEY,
    handle          TEXT   NOT NULL UNIQUE,
    name            TEXT   NOT NULL,
    parent_id       TEXT   REFERENCES accounts (id),
    support_contact TEXT   NOT NULL,
    issuer_label    TEXT   NOT NULL,
    created_at      BIGINT NOT NULL
);

-- White-label host names: by which an account's people come.
CREATE TABLE host_names (
    host            TEXT   PRIMARY KEY,
    account_id      TEXT   NOT NULL REFERENCES accounts (id)
);

CREATE TABLE policies (
    account_id      TEXT   PRIMARY KEY REFERENCES accounts (id),
    version         BIGINT NOT NULL,
    settings        TEXT   NOT NULL,            -- a JSON object of words
    required_since  BIGINT,                     -- when the account's requirement was last switched on
    changed_at      BIGINT NOT NULL
);

CREATE TABLE users (
    id                      TEXT   PRIMARY KEY,
    account_id              TEXT   NOT NULL REFERENCES accounts (id),
    login                   TEXT   NOT NULL,
    canonical_login         TEXT   NOT NULL,
    email                   TEXT   NOT NULL,
    canonical_email         TEXT   NOT NULL,
    title                   TEXT   NOT NULL,
    given_name              TEXT   NOT NULL,
    family_name             TEXT   NOT NULL,
    mobile                  TEXT   NOT NULL,
    language                TEXT   NOT NULL,
    time_zone               TEXT   NOT NULL,
    status                  TEXT   NOT NULL,
    role                    TEXT   NOT NULL,
    doors                   TEXT   NOT NULL,
    portal_addresses        TEXT   NOT NULL,
    api_addresses           TEXT   NOT NULL,
    sealed_password_hash    BYTEA,
    password_changed_at     BIGINT,
    password_change_due_at  BIGINT,
    requirement             TEXT   NOT NULL,
    required_since          BIGINT,
    grace_ends_at           BIGINT,
    operator_since          BIGINT,
    created_at              BIGINT NOT NULL,
    modified_at             BIGINT NOT NULL,
    last_sign_in_at         BIGINT,
    version                 BIGINT NOT NULL
);
-- A removed user is kept for the record and frees both names.
CREATE UNIQUE INDEX users_by_login ON users (account_id, canonical_login) WHERE status <> 'removed';
CREATE UNIQUE INDEX users_by_email ON users (canonical_email) WHERE status <> 'removed';
CREATE INDEX users_by_plain_login ON users (canonical_login);

CREATE TABLE authenticator_apps (
    id              TEXT   PRIMARY KEY,
    user_id         TEXT   NOT NULL REFERENCES users (id),
    name            TEXT   NOT NULL,
    sealed_seed     BYTEA   NOT NULL,
    created_at      BIGINT NOT NULL,
    proved_at       BIGINT,                     -- null: on trial, no factor yet
    last_step       BIGINT NOT NULL,            -- the newest time step that was accepted
    last_used_at    BIGINT
);
CREATE INDEX authenticator_apps_by_user ON authenticator_apps (user_id);

-- A key that is shown and not yet confirmed by a code. One at a time for each user.
CREATE TABLE app_setups (
    user_id         TEXT   PRIMARY KEY REFERENCES users (id),
    id              TEXT   NOT NULL UNIQUE,
    session_id      TEXT   NOT NULL,
    replaces_app_id TEXT,
    sealed_seed     BYTEA   NOT NULL,
    created_at      BIGINT NOT NULL
);

-- A set of recovery codes, or one backup code. Codes handed out before pairing wait with activated_at null and open nothing.
CREATE TABLE recovery_sets (
    id              TEXT   PRIMARY KEY,
    user_id         TEXT   NOT NULL REFERENCES users (id),
    kind            TEXT   NOT NULL,            -- codes, backupCode
    created_at      BIGINT NOT NULL,
    activated_at    BIGINT,
    saved_at        BIGINT
);
CREATE INDEX recovery_sets_by_user ON recovery_sets (user_id);

CREATE TABLE recovery_codes (
    id              TEXT   PRIMARY KEY,
    set_id          TEXT   NOT NULL REFERENCES recovery_sets (id) ON DELETE CASCADE,
    sealed_hash     BYTEA   NOT NULL,
    used_at         BIGINT
);
CREATE INDEX recovery_codes_by_set ON recovery_codes (set_id);

CREATE TABLE pending_sign_ins (
    id              TEXT   PRIMARY KEY,
    token_digest    TEXT   NOT NULL UNIQUE,
    user_id         TEXT   NOT NULL REFERENCES users (id),
    account_id      TEXT   NOT NULL,
    return_to       TEXT   NOT NULL,
    host            TEXT   NOT NULL,
    created_at      BIGINT NOT NULL,
    failures        INTEGER NOT NULL,
    ended_at        BIGINT
);
CREATE INDEX pending_sign_ins_by_time ON pending_sign_ins (created_at);

CREATE TABLE sessions (
    id              TEXT   PRIMARY KEY,
    token_digest    TEXT   NOT NULL UNIQUE,
    user_id         TEXT   NOT NULL REFERENCES users (id),
    account_id      TEXT   NOT NULL,
    created_at      BIGINT NOT NULL,
    last_seen_at    BIGINT NOT NULL,
    ends_at         BIGINT NOT NULL,
    ended_at        BIGINT,
    methods         TEXT   NOT NULL,
    proved_at       BIGINT NOT NULL,
    address         TEXT   NOT NULL,
    user_agent      TEXT   NOT NULL,
    host            TEXT   NOT NULL,
    browser_id      TEXT,
    enrolment       TEXT   NOT NULL
);
CREATE INDEX sessions_by_user ON sessions (user_id, ended_at);

-- A browser that has signed somebody in before. It grants nothing; its owner is not slowed by other people's guesses.
CREATE TABLE known_browsers (
    id              TEXT   NOT NULL,            -- digest of the cookie
    user_id         TEXT   NOT NULL REFERENCES users (id),
    first_seen_at   BIGINT NOT NULL,
    last_seen_at    BIGINT NOT NULL,
    trusted_until   BIGINT,
    PRIMARY KEY (id, user_id)
);
CREATE INDEX known_browsers_by_user ON known_browsers (user_id);

-- Counters of failures, shared by all nodes. Keys are digests: a typed name is never kept as it was typed.
CREATE TABLE throttles (
    id              TEXT   PRIMARY KEY,
    failures        INTEGER NOT NULL,
    blocked_until   BIGINT,
    touched_at      BIGINT NOT NULL
);

CREATE TABLE address_budgets (
    id              TEXT   PRIMARY KEY,
    tokens          DOUBLE PRECISION NOT NULL,
    at              BIGINT NOT NULL,
    hour_count      INTEGER NOT NULL,
    hour_start      BIGINT NOT NULL
);

-- Links that work once: set-up, first password, forgotten password.
CREATE TABLE one_time_links (
    token_digest    TEXT   PRIMARY KEY,
    purpose         TEXT   NOT NULL,
    user_id         TEXT   REFERENCES users (id),
    created_at      BIGINT NOT NULL,
    expires_at      BIGINT NOT NULL,
    spent_at        BIGINT
);
CREATE INDEX one_time_links_by_user ON one_time_links (user_id);

CREATE TABLE outbox (
    id              TEXT   PRIMARY KEY,
    kind            TEXT   NOT NULL,
    account_id      TEXT,
    user_id         TEXT,
    recipient       TEXT   NOT NULL,
    once_key        TEXT   UNIQUE,
    sealed_message  BYTEA,                       -- subject, text and HTML; wiped when it was sent or given up
    created_at      BIGINT NOT NULL,
    next_try_at     BIGINT,                     -- null: sent or given up
    tries           INTEGER NOT NULL,
    sent_at         BIGINT,
    last_error      TEXT   NOT NULL
);
CREATE INDEX outbox_by_next_try ON outbox (next_try_at);

CREATE TABLE audit_chains (
    id              TEXT   PRIMARY KEY,         -- an account's id, or "installation"
    position        BIGINT NOT NULL,
    digest          TEXT   NOT NULL
);

CREATE TABLE audit_events (
    chain           TEXT   NOT NULL,
    position        BIGINT NOT NULL,
    at              BIGINT NOT NULL,
    action          TEXT   NOT NULL,
    outcome         TEXT   NOT NULL,
    reason          TEXT   NOT NULL,
    actor_id        TEXT   NOT NULL,
    actor_name      TEXT   NOT NULL,
    target_id       TEXT   NOT NULL,
    target_name     TEXT   NOT NULL,
    door            TEXT   NOT NULL,
    address         TEXT   NOT NULL,
    user_agent      TEXT   NOT NULL,
    request_id      TEXT   NOT NULL,
    session_id      TEXT   NOT NULL,
    fields          TEXT   NOT NULL,
    previous_digest TEXT   NOT NULL,
    digest          TEXT   NOT NULL,
    PRIMARY KEY (chain, position)
);
CREATE INDEX audit_events_by_time ON audit_events (chain, at);
CREATE INDEX audit_events_by_actor ON audit_events (chain, actor_id);
CREATE INDEX audit_events_by_target ON audit_events (chain, target_id);

-- The key ring of the web framework (antiforgery and other short-lived forms alone).
CREATE TABLE data_protection_keys (
    name            TEXT   PRIMARY KEY,
    sealed_xml      BYTEA   NOT NULL,
    created_at      BIGINT NOT NULL
);
