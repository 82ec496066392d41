-- +goose Up
CREATE TABLE account (
  id         TEXT PRIMARY KEY,
  email      TEXT NOT NULL UNIQUE,
  name       TEXT NOT NULL,
  search     TEXT NOT NULL,
  lang       TEXT NOT NULL,
  state      TEXT NOT NULL,
  kind       TEXT NOT NULL,
  password   TEXT,
  version    BIGINT NOT NULL,
  created_at BIGINT NOT NULL
);

CREATE TABLE session (
  token_hash TEXT PRIMARY KEY,
  id         TEXT NOT NULL UNIQUE,
  account    TEXT NOT NULL REFERENCES account (id),
  post       TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  last_seen  BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  agent      TEXT NOT NULL
);
CREATE INDEX session_account ON session (account);
CREATE INDEX session_expires ON session (expires_at);

CREATE TABLE api_token (
  id         TEXT PRIMARY KEY,
  hash       TEXT NOT NULL UNIQUE,
  account    TEXT NOT NULL REFERENCES account (id),
  label      TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT,
  revoked_at BIGINT,
  last_used  BIGINT,
  version    BIGINT NOT NULL
);
CREATE INDEX api_token_account ON api_token (account);

CREATE TABLE grant_of (
  id          TEXT PRIMARY KEY,
  account     TEXT NOT NULL REFERENCES account (id),
  role        TEXT NOT NULL,
  scope_kind  TEXT NOT NULL,
  scope_id    TEXT NOT NULL,
  valid_from  BIGINT NOT NULL,
  valid_until BIGINT,
  version     BIGINT NOT NULL
);
CREATE INDEX grant_of_account ON grant_of (account);

CREATE TABLE sign_in_failure (
  who      TEXT PRIMARY KEY,
  failures BIGINT NOT NULL,
  last_at  BIGINT NOT NULL
);
CREATE INDEX sign_in_failure_last ON sign_in_failure (last_at);
