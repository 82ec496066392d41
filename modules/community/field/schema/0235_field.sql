-- +goose Up
CREATE TABLE field_command (
  id          TEXT PRIMARY KEY, -- made by the phone
  account     TEXT NOT NULL,
  type        TEXT NOT NULL,
  sent        TEXT NOT NULL,    -- keyed hash of what was sent
  ref         TEXT NOT NULL,    -- what came of it
  version     BIGINT NOT NULL,
  state       TEXT NOT NULL,
  occurred_at BIGINT NOT NULL,
  recorded_at BIGINT NOT NULL
);
CREATE TABLE field_photo (
  id       TEXT PRIMARY KEY, -- made by the phone
  account  TEXT NOT NULL,
  file     TEXT NOT NULL,    -- empty when it has been taken over or forgotten
  used_by  TEXT NOT NULL,    -- command that took it over, empty = waits
  added_at BIGINT NOT NULL,
  version  BIGINT NOT NULL
);
CREATE INDEX field_photo_waiting ON field_photo (used_by, added_at);
