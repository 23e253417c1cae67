-- What is demanded of a user follows from the decision that demands it, when it is read. See docs/decisions/0020.

-- When graceDays was last decided for the requirement that began at required_since. Null, or before required_since: the version before decided, and
-- users.grace_ends_at has the end for each user.
ALTER TABLE policies ADD COLUMN grace_decided_at BIGINT;
-- How many days were promised when the requirement began. Null: users.grace_ends_at has what was promised.
ALTER TABLE policies ADD COLUMN grace_days BIGINT;
-- When security keys alone began to be demanded; null: they are not, or the version before decided.
ALTER TABLE policies ADD COLUMN strength_since BIGINT;
-- When the account last stopped letting its users opt out.
ALTER TABLE policies ADD COLUMN opt_out_ended_at BIGINT;
-- When a requirement last reached the users who had not opted out, and when it last reached all: passwords for programs ended then (untilKeyOrMfa).
ALTER TABLE policies ADD COLUMN programs_ended_at BIGINT;
ALTER TABLE policies ADD COLUMN programs_ended_for_all_at BIGINT;

-- When the installation began to require everybody; null: the version before decided, and everybody_from is the time.
ALTER TABLE installation ADD COLUMN everybody_since BIGINT;
-- When the installation's requirement of everybody was last seen in force: passwords for programs ended then (untilKeyOrMfa).
ALTER TABLE installation ADD COLUMN programs_ended_at BIGINT;

-- How many days were promised to the user when it was required of this user at required_grace_for, which is required_since unless the version before decided since.
ALTER TABLE users ADD COLUMN required_grace_for BIGINT;
ALTER TABLE users ADD COLUMN required_grace_days BIGINT;
-- When the user stopped being "not required".
ALTER TABLE users ADD COLUMN opt_out_ended_at BIGINT;
-- Until when an administrator gave this user time, and when: it counts for the decisions before that moment.
ALTER TABLE users ADD COLUMN grace_extended_at BIGINT;
ALTER TABLE users ADD COLUMN grace_extended_to BIGINT;
-- When the user last had an active factor, and a security key, that was removed since.
ALTER TABLE users ADD COLUMN factor_seen_at BIGINT;
ALTER TABLE users ADD COLUMN key_seen_at BIGINT;
-- What ended passwords of the whole account up to here is in api_password_ended_at already, or was taken back.
ALTER TABLE users ADD COLUMN api_password_settled_at BIGINT;

-- Everything that asks for the users of an account.
CREATE INDEX users_by_account ON users (account_id, id);
CREATE INDEX sessions_by_account ON sessions (account_id, ended_at);

-- A grace that runs is not for whoever had a factor since the requirement began: the audit trail knows who lost the last one, and when.
UPDATE users SET factor_seen_at = (
    SELECT MAX(e.at) FROM audit_events e
    WHERE e.chain = users.account_id AND e.target_id = users.id
      AND (e.action IN ('mfa_removed', 'backup_code_used')
           OR (e.action IN ('app_removed', 'security_key_removed') AND e.fields LIKE '%"lastFactor":"yes"%')))
WHERE grace_ends_at IS NOT NULL;

-- Decisions of which something is left to write into users' rows and to mail. Nothing that is demanded waits for it.
CREATE TABLE decisions (
    id              TEXT   PRIMARY KEY,
    account_id      TEXT   REFERENCES accounts (id),    -- null: the installation's, for all accounts
    version         BIGINT NOT NULL,                    -- the policy's that it made; 0: the installation's
    decided_at      BIGINT NOT NULL,
    decided_by      TEXT   NOT NULL,                    -- the name, for the audit trail
    mails           INTEGER NOT NULL,                   -- those who are asked to enrol are mailed
    next_account    TEXT   NOT NULL,                    -- how far it is done: behind this account, and this user
    next_user       TEXT   NOT NULL,
    mailed          BIGINT NOT NULL,
    passwords_ended BIGINT NOT NULL,
    ended_at        BIGINT                              -- all done, or a later decision stands
);
CREATE INDEX decisions_by_end ON decisions (ended_at, account_id);
