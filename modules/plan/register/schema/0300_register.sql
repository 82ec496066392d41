-- +goose Up
CREATE TABLE plan (
  id       TEXT PRIMARY KEY,
  code     TEXT NOT NULL UNIQUE,   -- what the authority calls it
  org      TEXT NOT NULL,          -- the organisation that owns it, may be empty
  added_at BIGINT NOT NULL,
  version  BIGINT NOT NULL
);

CREATE TABLE plan_version (
  id             TEXT PRIMARY KEY,
  plan           TEXT NOT NULL REFERENCES plan (id),
  number         BIGINT NOT NULL,  -- from 1
  head           TEXT NOT NULL,    -- JSON of Head
  from_day       TEXT,             -- civil day from which it is in force; NULL = not yet put in force
  reason         TEXT NOT NULL,    -- why it differs from the one before
  decision       TEXT NOT NULL,    -- the document that says so
  author         TEXT NOT NULL,    -- account that began it, empty for the program
  digest         TEXT NOT NULL,    -- SHA-256 of head and nodes
  nodes          BIGINT NOT NULL,
  objectives     BIGINT NOT NULL,
  sub_objectives BIGINT NOT NULL,
  activities     BIGINT NOT NULL,  -- those dropped are not counted
  version        BIGINT NOT NULL,
  UNIQUE (plan, number)
);

CREATE TABLE plan_node (
  id            TEXT PRIMARY KEY,  -- of this wording
  node          TEXT NOT NULL,     -- of the node, the same in all versions
  plan          TEXT NOT NULL REFERENCES plan (id),
  number        TEXT NOT NULL,
  position      BIGINT NOT NULL,   -- order within a version
  first_version BIGINT NOT NULL,
  last_version  BIGINT NOT NULL,   -- 1,000,000,000 = still holds
  body          TEXT NOT NULL,     -- JSON of tree.Node
  reason        TEXT NOT NULL,     -- why it replaced the wording before, empty = as its version says
  decision      TEXT NOT NULL,
  author        TEXT NOT NULL,
  written_at    BIGINT NOT NULL
);
CREATE INDEX plan_node_of ON plan_node (plan, first_version, last_version);
CREATE INDEX plan_node_life ON plan_node (node, first_version);
CREATE INDEX plan_node_end ON plan_node (plan, last_version);

CREATE TABLE plan_import (
  id       TEXT PRIMARY KEY,
  ref      TEXT NOT NULL UNIQUE,
  file     TEXT NOT NULL,
  name     TEXT NOT NULL,
  sha256   TEXT NOT NULL,          -- of the file as it was handed in
  options  TEXT NOT NULL,          -- JSON of ImportOptions
  account  TEXT NOT NULL,
  added_at BIGINT NOT NULL,
  done     BOOLEAN NOT NULL,
  version  BIGINT NOT NULL
);
