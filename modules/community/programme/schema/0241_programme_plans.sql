-- +goose Up
CREATE TABLE programme_plan (
  id       TEXT PRIMARY KEY REFERENCES programme (id),
  since    TEXT NOT NULL,
  until    TEXT NOT NULL,    -- last day; empty = without end
  abouts   TEXT NOT NULL,    -- JSON by language
  goals    TEXT NOT NULL,    -- JSON by language, one a line
  partners TEXT NOT NULL,    -- JSON: codes of organisations, or names
  actions  TEXT NOT NULL,    -- JSON
  public   BOOLEAN NOT NULL,
  version  BIGINT NOT NULL
);
