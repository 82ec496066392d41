-- +goose Up
CREATE TABLE audit_entry (
  id            TEXT PRIMARY KEY,
  seq           BIGINT UNIQUE,
  txn           BIGINT NOT NULL,
  at            BIGINT NOT NULL,
  operation     TEXT NOT NULL,
  action        TEXT NOT NULL,
  actor_kind    TEXT NOT NULL,
  actor_id      TEXT NOT NULL,
  actor_post    TEXT NOT NULL,
  acting_for    TEXT NOT NULL,
  kind          TEXT NOT NULL,
  record        TEXT NOT NULL,
  version       BIGINT NOT NULL,
  place         TEXT NOT NULL,
  org           TEXT NOT NULL,
  justification TEXT NOT NULL,
  covered       BIGINT NOT NULL,
  digest_after  BYTEA,
  salt          BYTEA NOT NULL,
  body          BYTEA,
  commitment    BYTEA NOT NULL
);
CREATE INDEX audit_entry_record ON audit_entry (kind, record, seq);
CREATE INDEX audit_entry_at ON audit_entry (at, seq);
CREATE INDEX audit_entry_actor ON audit_entry (actor_id, at, seq);
CREATE INDEX audit_entry_waiting ON audit_entry (txn, id) WHERE seq IS NULL;

CREATE TABLE log_hash (i BIGINT PRIMARY KEY, h BYTEA NOT NULL);

CREATE TABLE log_checkpoint (
  size  BIGINT PRIMARY KEY,
  root  BYTEA NOT NULL,
  at    BIGINT NOT NULL,
  epoch BIGINT NOT NULL,
  note  TEXT NOT NULL
);

CREATE TABLE log_epoch (
  id              TEXT PRIMARY KEY,
  epoch           BIGINT NOT NULL UNIQUE,
  started         BIGINT NOT NULL,
  operator        TEXT NOT NULL,
  reason          TEXT NOT NULL,
  last_checkpoint TEXT NOT NULL
);

CREATE TABLE log_lease (
  id      BIGINT PRIMARY KEY,
  holder  TEXT NOT NULL,
  fence   BIGINT NOT NULL,
  expires BIGINT NOT NULL
);
INSERT INTO log_lease (id, holder, fence, expires) VALUES (1, '', 0, 0);
