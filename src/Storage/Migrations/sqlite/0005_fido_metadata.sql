-- What is known of models of security keys (FIDO Metadata Service). One row: the issue that the operator brought in last.

CREATE TABLE fido_metadata (
    id                   INTEGER PRIMARY KEY CHECK (id = 1),
    number               BIGINT NOT NULL,       -- grows with every issue, and never goes back
    token                TEXT   NOT NULL,       -- as it came, signed: every node checks it by its own root file
    imported_at          BIGINT NOT NULL
);
