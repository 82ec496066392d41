-- +goose Up
CREATE TABLE job (
    id          TEXT PRIMARY KEY,
    kind        TEXT NOT NULL,
    key         TEXT NOT NULL,   -- one waiting job for each kind and key
    body        TEXT NOT NULL,
    run_at      BIGINT NOT NULL,
    attempts    BIGINT NOT NULL,
    fence       BIGINT NOT NULL, -- raised by each claim; a claim that was overtaken cannot finish the job
    lease_until BIGINT NOT NULL,
    last_error  TEXT NOT NULL,
    dead        BOOLEAN NOT NULL,
    UNIQUE (kind, key)
);
CREATE INDEX job_run_at ON job (run_at) WHERE dead = FALSE;
