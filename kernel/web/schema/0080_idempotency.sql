-- +goose Up
CREATE TABLE idempotency (
    id         BYTEA PRIMARY KEY, -- hash of who asks, route and key
    body_hash  BYTEA NOT NULL,
    answer     BYTEA NOT NULL,    -- sealed under a key made from the Idempotency-Key
    expires_at BIGINT NOT NULL
);
CREATE INDEX idempotency_expires ON idempotency (expires_at);
