-- +goose Up
CREATE TABLE council_report (
  id         TEXT PRIMARY KEY,
  ref        TEXT NOT NULL UNIQUE,
  place      TEXT NOT NULL REFERENCES place (id), -- the community
  org        TEXT NOT NULL,  -- whose post gives the report
  body       TEXT NOT NULL,  -- the municipality that receives it; empty where none is known
  from_day   TEXT NOT NULL,  -- first and last civil day, both included
  until_day  TEXT NOT NULL,
  addressee  TEXT NOT NULL,
  words      TEXT NOT NULL,  -- the officer's own
  lang       TEXT NOT NULL,  -- of words and addressee
  data       TEXT NOT NULL,  -- JSON: figures, and the lists that they come from
  digest     TEXT NOT NULL,  -- SHA-256 of data
  counted_at BIGINT NOT NULL,
  meeting    TEXT NOT NULL,  -- ref of the meeting at which it was presented; empty before
  decision   TEXT NOT NULL,
  version    BIGINT NOT NULL
);
CREATE INDEX council_report_place ON council_report (place, from_day);
