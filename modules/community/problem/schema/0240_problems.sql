-- +goose Up
CREATE TABLE problem (
  id           TEXT PRIMARY KEY,
  ref          TEXT NOT NULL UNIQUE,
  place        TEXT NOT NULL REFERENCES place (id), -- beat or community
  category     TEXT NOT NULL,  -- of the reports counted; empty = all
  source       TEXT NOT NULL,
  half         TEXT NOT NULL,  -- first day of the half-year; empty = not said yet
  titles       TEXT NOT NULL,  -- JSON by language
  summaries    TEXT NOT NULL,
  assessments  TEXT NOT NULL,
  detail       TEXT NOT NULL,  -- JSON: analysis, windows, actions, reports, own counts
  area         TEXT NOT NULL,  -- JSON with its shape
  control_area TEXT NOT NULL,
  score        TEXT,           -- JSON; NULL = not taken
  chooser      TEXT NOT NULL,  -- account
  carried_from TEXT NOT NULL,  -- problem that it goes on from
  version      BIGINT NOT NULL
);
CREATE INDEX problem_at ON problem (place, half);
