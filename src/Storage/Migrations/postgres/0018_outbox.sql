-- In which order mails leave (MailUrgency); rows of an older version count as notices.
ALTER TABLE outbox ADD COLUMN urgency INTEGER NOT NULL DEFAULT 2;
-- When the link that the mail is about expires: it is not sent after that. Null: no such link.
ALTER TABLE outbox ADD COLUMN good_until BIGINT;
UPDATE outbox SET urgency = 0, good_until = created_at + 1800000 WHERE kind = 'passwordResetLink' AND next_try_at IS NOT NULL;
UPDATE outbox SET urgency = 1, good_until = created_at + 259200000 WHERE kind = 'welcome' AND next_try_at IS NOT NULL;
UPDATE outbox SET urgency = 3 WHERE kind = 'mfaRequired' AND next_try_at IS NOT NULL;
CREATE INDEX outbox_by_urgency ON outbox (urgency, next_try_at, id) WHERE next_try_at IS NOT NULL;

-- Since when a mail server refuses this address for good, which address that was, and what the server said. It says nothing about any other address.
ALTER TABLE users ADD COLUMN email_refused_at BIGINT;
ALTER TABLE users ADD COLUMN email_refused_for TEXT;
ALTER TABLE users ADD COLUMN email_refused_why TEXT;
