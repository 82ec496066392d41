-- +goose Up
CREATE TABLE municipality_notice (
  id        TEXT PRIMARY KEY,  -- account
  mode      TEXT NOT NULL,     -- digest, now, off
  digest_on TEXT NOT NULL,     -- civil day of the last digest; empty before
  version   BIGINT NOT NULL
);
CREATE TABLE municipality_told (
  account TEXT NOT NULL,
  item    TEXT NOT NULL,       -- part and id of what it was told of
  told_at BIGINT NOT NULL,
  PRIMARY KEY (account, item)
);
