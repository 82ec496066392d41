-- +goose Up
CREATE TABLE plan_report (
  id        TEXT PRIMARY KEY,
  plan      TEXT NOT NULL REFERENCES plan (id),
  year      BIGINT NOT NULL,
  digest    TEXT NOT NULL,     -- SHA-256 of the JSON, hex
  body      BYTEA NOT NULL,    -- the JSON, gzip
  author    TEXT NOT NULL,     -- account; empty for the program
  frozen_at BIGINT NOT NULL,
  version   BIGINT NOT NULL
);
CREATE INDEX plan_report_of ON plan_report (plan, year, frozen_at);
