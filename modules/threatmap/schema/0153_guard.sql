-- +goose Up
ALTER TABLE report ADD COLUMN held_reason TEXT NOT NULL DEFAULT ''; -- review, no_script, network, burst, same_text; empty = not held
UPDATE report SET held_reason = 'review' WHERE publication = 'held';
CREATE TABLE guard_bucket (
    id   TEXT PRIMARY KEY, -- what it counts; networks as keyed hashes of the day
    fill DOUBLE PRECISION NOT NULL,
    at   BIGINT NOT NULL,
    leak DOUBLE PRECISION NOT NULL, -- per microsecond
    most DOUBLE PRECISION NOT NULL
);
CREATE INDEX guard_bucket_at ON guard_bucket (at);
CREATE TABLE guard_trace (
    report   TEXT PRIMARY KEY,
    network  TEXT NOT NULL, -- keyed hash of the day
    area     TEXT NOT NULL,
    category TEXT NOT NULL,
    text     TEXT NOT NULL, -- keyed hash, empty = too short
    print    BYTEA,         -- keyed minhash
    at       BIGINT NOT NULL
);
CREATE INDEX guard_trace_area ON guard_trace (area, category, at);
CREATE INDEX guard_trace_network ON guard_trace (network, at);
CREATE INDEX guard_trace_text ON guard_trace (text, at);
CREATE INDEX guard_trace_at ON guard_trace (at);
