-- A change of somebody's mail address. It waits until the new address confirms it; a change that an operator makes, or for a user who never came, is confirmed as it is
-- made. Kept for a while afterwards, because for seven days the former mailbox can freeze, and take the address back where the user made the change.
CREATE TABLE email_changes (
    id              TEXT   PRIMARY KEY,
    user_id         TEXT   NOT NULL REFERENCES users (id),
    email           TEXT   NOT NULL,            -- the new one, as typed
    former_email    TEXT   NOT NULL,            -- the one that it takes the place of; when it is confirmed, the one of that moment
    asked_by        TEXT,                       -- who asked for it, by the id; null: the command line, or the former mailbox
    asked_at        BIGINT NOT NULL,
    token_digest    TEXT,                       -- of the link in one_time_links that confirms it; null: it needed none
    confirmed_at    BIGINT
);
CREATE INDEX email_changes_by_user ON email_changes (user_id, asked_at);
CREATE UNIQUE INDEX email_changes_by_token ON email_changes (token_digest);

-- To which address the link went (canonical): one that lies in a former mailbox freezes, and proves nothing more. Null: it was made before this was kept.
ALTER TABLE one_time_links ADD COLUMN mailed_to TEXT;

-- The former address (canonical) whose link froze the user. While it is set no mailed link opens the account again: the present mailbox may be a thief's.
ALTER TABLE users ADD COLUMN frozen_from TEXT;
