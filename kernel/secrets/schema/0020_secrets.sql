-- +goose Up
CREATE TABLE data_key (
  record  TEXT PRIMARY KEY,
  wrapped BYTEA NOT NULL
);

CREATE TABLE erasure (
  record TEXT PRIMARY KEY,
  kind   TEXT NOT NULL,
  at     BIGINT NOT NULL,
  reason TEXT NOT NULL,
  hash   TEXT NOT NULL
);
CREATE INDEX erasure_at ON erasure (at);

CREATE TABLE address_salt (
  day  TEXT PRIMARY KEY,
  salt BYTEA NOT NULL
);

CREATE TABLE key_check (
  purpose TEXT PRIMARY KEY,
  mac     BYTEA NOT NULL
);
