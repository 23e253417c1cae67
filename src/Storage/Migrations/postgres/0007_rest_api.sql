-- Whose session it is: "portal" a browser's, by cookie; "api" a program's, by bearer token. Neither opens what is the other's.
ALTER TABLE sessions ADD COLUMN door TEXT NOT NULL DEFAULT 'portal';

-- Requests that name themselves (Idempotency-Key): the same one again makes nothing twice.
CREATE TABLE asked_requests (
    id              TEXT   PRIMARY KEY,         -- who asked for what kind of thing, and the name that was given
    content_digest  TEXT   NOT NULL,            -- of what was asked for, secrets left out
    made_id         TEXT   NOT NULL,
    created_at      BIGINT NOT NULL
);
