-- +goose Up
CREATE TABLE programme (
  id      TEXT PRIMARY KEY,
  slug    TEXT NOT NULL UNIQUE,
  names   TEXT NOT NULL,
  slogans TEXT NOT NULL,
  version BIGINT NOT NULL
);
