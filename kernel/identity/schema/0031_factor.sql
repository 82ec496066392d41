-- +goose Up
ALTER TABLE session ADD COLUMN factor TEXT NOT NULL DEFAULT 'password';
ALTER TABLE session ADD COLUMN factor_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE api_token ADD COLUMN factor TEXT NOT NULL DEFAULT '';

CREATE TABLE passkey (
  id              TEXT PRIMARY KEY,
  account         TEXT NOT NULL REFERENCES account (id),
  credential      TEXT NOT NULL UNIQUE,
  public_key      BYTEA NOT NULL,
  label           TEXT NOT NULL,
  transports      TEXT NOT NULL,
  backup_eligible BOOLEAN NOT NULL,
  sign_count      BIGINT NOT NULL,
  created_at      BIGINT NOT NULL,
  last_used       BIGINT,
  suspect_at      BIGINT,
  removed_at      BIGINT,
  version         BIGINT NOT NULL
);
CREATE INDEX passkey_account ON passkey (account);

CREATE TABLE totp (
  id         TEXT PRIMARY KEY,
  account    TEXT NOT NULL REFERENCES account (id),
  secret     BYTEA,
  last_step  BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  last_used  BIGINT,
  removed_at BIGINT,
  version    BIGINT NOT NULL
);
CREATE INDEX totp_account ON totp (account);

CREATE TABLE recovery_code (
  hash       TEXT PRIMARY KEY,
  account    TEXT NOT NULL REFERENCES account (id),
  created_at BIGINT NOT NULL,
  used_at    BIGINT
);
CREATE INDEX recovery_code_account ON recovery_code (account);

CREATE TABLE recovery (
  id           TEXT PRIMARY KEY,
  account      TEXT NOT NULL REFERENCES account (id),
  state        TEXT NOT NULL,
  reason       TEXT NOT NULL,
  proposed_by  TEXT NOT NULL,
  proposed_at  BIGINT NOT NULL,
  confirmed_by TEXT,
  confirmed_at BIGINT,
  link         TEXT UNIQUE,
  link_until   BIGINT,
  ended_at     BIGINT,
  version      BIGINT NOT NULL
);
CREATE INDEX recovery_account ON recovery (account);

CREATE TABLE sign_in_step (
  token_hash TEXT PRIMARY KEY,
  account    TEXT NOT NULL REFERENCES account (id),
  expires_at BIGINT NOT NULL
);
CREATE INDEX sign_in_step_account ON sign_in_step (account);

CREATE TABLE spent_challenge (
  challenge  TEXT PRIMARY KEY,
  expires_at BIGINT NOT NULL
);
