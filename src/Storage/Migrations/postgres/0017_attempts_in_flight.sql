-- Attempts that are being evaluated at this moment, as id@milliseconds separated by spaces: who finds no try left because of them waits for their outcome.
-- They are counted in failures and tokens as before, so that a node of the version before reads and writes the counters as it always did.
ALTER TABLE throttles ADD COLUMN in_flight TEXT NOT NULL DEFAULT '';
ALTER TABLE address_budgets ADD COLUMN in_flight TEXT NOT NULL DEFAULT '';

-- Attempts of the running minute that a limit refused. When it is over, each row becomes one audit event.
CREATE TABLE attempt_refusals (
    minute          BIGINT NOT NULL,
    address         TEXT   NOT NULL,
    user_id         TEXT   NOT NULL,                -- empty: no user in particular
    reason          TEXT   NOT NULL,
    door            TEXT   NOT NULL,
    count           BIGINT NOT NULL,
    PRIMARY KEY (minute, address, user_id, reason, door)
);
