-- +goose Up
CREATE TABLE plan_value (
  id          TEXT PRIMARY KEY,
  plan        TEXT NOT NULL REFERENCES plan (id),
  indicator   TEXT NOT NULL,   -- its number, the same in all versions
  period      TEXT NOT NULL,   -- 2024, 2024-H1, 2024-Q3, 2024-07
  status      TEXT NOT NULL,   -- known, missing, not_applicable, suppressed
  num         BIGINT NOT NULL,
  den         BIGINT NOT NULL, -- 0 unless known
  note        TEXT NOT NULL,
  author      TEXT NOT NULL,   -- account, empty for the program
  authored_at BIGINT NOT NULL,
  approver    TEXT NOT NULL,
  approved_at BIGINT,
  measure     TEXT NOT NULL,   -- name of what it was computed with; empty = typed
  row_count   BIGINT NOT NULL,
  hash        TEXT NOT NULL,   -- of the records, see kernel/measure
  asked_from  BIGINT NOT NULL, -- the period as it was asked, µs UTC
  asked_until BIGINT NOT NULL,
  asked_scope TEXT NOT NULL,   -- JSON of policy.Scope
  version     BIGINT NOT NULL,
  UNIQUE (plan, indicator, period)
);

CREATE TABLE plan_value_trace (
  value   TEXT PRIMARY KEY REFERENCES plan_value (id),
  records BYTEA NOT NULL       -- JSON of the records at approval, deflated
);

CREATE TABLE plan_value_file (
  id      TEXT PRIMARY KEY,
  value   TEXT NOT NULL REFERENCES plan_value (id),
  file    TEXT NOT NULL,
  sha256  TEXT NOT NULL,       -- of the file as it was handed in
  version BIGINT NOT NULL
);
CREATE INDEX plan_value_file_of ON plan_value_file (value);
