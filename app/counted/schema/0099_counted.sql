-- +goose Up
-- What an exchange node counted in a month, as it signed.
CREATE TABLE counted_month (
    id             TEXT PRIMARY KEY, -- node/month
    org            TEXT NOT NULL,
    country        TEXT NOT NULL,
    month          TEXT NOT NULL,    -- 2026-03
    starts_at      BIGINT NOT NULL,  -- in the node's zone
    ends_at        BIGINT NOT NULL,
    received       BIGINT NOT NULL,
    sent           BIGINT NOT NULL,
    answered       BIGINT NOT NULL,
    with_limit     BIGINT NOT NULL,
    in_time        BIGINT NOT NULL,
    median_minutes BIGINT NOT NULL,
    p90_minutes    BIGINT NOT NULL,
    made_at        BIGINT NOT NULL,
    version        BIGINT NOT NULL
);
CREATE INDEX counted_month_span ON counted_month (starts_at);
