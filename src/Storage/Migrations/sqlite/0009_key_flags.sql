-- When a key was last told to have come where it must not travel: once a day for each kind.

CREATE TABLE key_flags (
    key_number      BIGINT NOT NULL,
    kind            TEXT   NOT NULL,
    day             BIGINT NOT NULL,                -- since 1970
    PRIMARY KEY (key_number, kind)
);
