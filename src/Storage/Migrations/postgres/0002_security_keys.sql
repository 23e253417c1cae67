-- Security keys and passkeys (WebAuthn Level 3).

CREATE TABLE security_keys (
    id                   TEXT   PRIMARY KEY,
    user_id              TEXT   NOT NULL REFERENCES users (id),
    name                 TEXT   NOT NULL,
    rp_id                TEXT   NOT NULL,       -- the host name that the key answers to
    credential_id        BYTEA  NOT NULL UNIQUE, -- in the whole installation, not for one user alone
    sealed_public_key    BYTEA  NOT NULL,       -- with the owner and what else must not be changed by hand: see SecurityKeyTable
    algorithm            INTEGER NOT NULL,      -- a COSE number
    sign_count           BIGINT NOT NULL,       -- the newest counter that was accepted
    aaguid               TEXT   NOT NULL,       -- the model; all zero where the key does not say
    attestation_format   TEXT   NOT NULL,
    attestation_verified INTEGER NOT NULL,      -- it chained to a trusted root when the key was registered
    transports           TEXT   NOT NULL,
    is_passkey           INTEGER,               -- found without a user name; null: the browser did not say
    backup_eligible      INTEGER NOT NULL,
    backed_up            INTEGER NOT NULL,
    user_verified        INTEGER NOT NULL,      -- it has checked who holds it at least once
    created_at           BIGINT NOT NULL,
    last_used_at         BIGINT,
    attestation_object   BYTEA  NOT NULL,       -- as it came, so that what it proves can be asked again later
    client_data          BYTEA  NOT NULL
);
CREATE INDEX security_keys_by_user ON security_keys (user_id);

-- By what keys know their owner: random, says nothing about the person, and is never changed.
CREATE TABLE user_handles (
    user_id              TEXT   PRIMARY KEY REFERENCES users (id),
    handle               BYTEA  NOT NULL UNIQUE
);

-- Questions that a key has to answer; taken away by the one answer that comes in time.
CREATE TABLE webauthn_challenges (
    id                   TEXT   PRIMARY KEY,
    purpose              TEXT   NOT NULL,
    holder_id            TEXT   NOT NULL,       -- the session or half sign-in to which it was given; empty: to nobody known
    user_id              TEXT   REFERENCES users (id),
    rp_id                TEXT   NOT NULL,
    origin               TEXT   NOT NULL,
    challenge            BYTEA  NOT NULL,
    expires_at           BIGINT NOT NULL
);
CREATE INDEX webauthn_challenges_by_holder ON webauthn_challenges (holder_id, purpose);
CREATE INDEX webauthn_challenges_by_end ON webauthn_challenges (expires_at);
