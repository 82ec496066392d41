-- +goose Up
CREATE TABLE plan_row (
  id         TEXT PRIMARY KEY,     -- of its life too
  assessment TEXT NOT NULL REFERENCES plan_assessment (id),
  node       TEXT NOT NULL,        -- id of the activity
  number     TEXT NOT NULL,        -- its number in the base version
  unit       TEXT NOT NULL,        -- that leads it in the base version, empty where the lead is only written
  status     TEXT NOT NULL,        -- what the unit says it came to; empty = not said yet
  progress   TEXT NOT NULL,
  challenges TEXT NOT NULL,
  lang       TEXT NOT NULL,        -- BCP 47, of both texts
  reason     TEXT NOT NULL,        -- why it was returned the last time, empty where it never was
  account    TEXT NOT NULL,        -- who saved it last
  post       TEXT NOT NULL,
  saved_at   BIGINT NOT NULL,
  version    BIGINT NOT NULL,
  UNIQUE (assessment, node)
);
CREATE INDEX plan_row_node ON plan_row (node);

CREATE TABLE plan_row_file (
  id         TEXT PRIMARY KEY,     -- a ref
  assessment TEXT NOT NULL REFERENCES plan_assessment (id),
  node       TEXT NOT NULL,
  file       TEXT NOT NULL,
  sha256     TEXT NOT NULL,        -- of the file as it was handed in
  version    BIGINT NOT NULL
);
CREATE INDEX plan_row_file_of ON plan_row_file (assessment, node);

CREATE TABLE plan_round (
  id          TEXT PRIMARY KEY REFERENCES plan_assessment (id),
  due_on      TEXT,                -- civil day by which the units answer; NULL = no day, and no reminder
  days_before TEXT NOT NULL,       -- of reminders, as typed and cleaned: "14 3"
  days_after  TEXT NOT NULL,
  version     BIGINT NOT NULL
);

CREATE TABLE plan_delegation (
  id       TEXT PRIMARY KEY,
  ref      TEXT NOT NULL UNIQUE,
  plan     TEXT NOT NULL REFERENCES plan (id),
  unit     TEXT NOT NULL,          -- whose rows
  post     TEXT NOT NULL,          -- that fills them
  until_on TEXT NOT NULL,          -- last civil day
  reason   TEXT NOT NULL,
  account  TEXT NOT NULL,          -- who said so
  given_at BIGINT NOT NULL,
  version  BIGINT NOT NULL
);
CREATE INDEX plan_delegation_of ON plan_delegation (plan);

CREATE TABLE plan_late (
  id         TEXT PRIMARY KEY,
  ref        TEXT NOT NULL UNIQUE,
  assessment TEXT NOT NULL REFERENCES plan_assessment (id),
  unit       TEXT NOT NULL,        -- for which the locked year is open
  until_on   TEXT NOT NULL,        -- last civil day
  reason     TEXT NOT NULL,
  account    TEXT NOT NULL,
  given_at   BIGINT NOT NULL,
  version    BIGINT NOT NULL
);
CREATE INDEX plan_late_of ON plan_late (assessment);

CREATE TABLE plan_opened (
  id         TEXT PRIMARY KEY,
  assessment TEXT NOT NULL REFERENCES plan_assessment (id),
  unit       TEXT NOT NULL,        -- whose rows were opened
  post       TEXT NOT NULL,        -- by the holder of this post
  opened_at  BIGINT NOT NULL,      -- the first time
  UNIQUE (assessment, unit, post)
);

CREATE TABLE plan_reminder (
  id         TEXT PRIMARY KEY,
  assessment TEXT NOT NULL REFERENCES plan_assessment (id),
  unit       TEXT NOT NULL,
  post       TEXT NOT NULL,
  due_on     TEXT NOT NULL,        -- the day that it spoke of
  mark       BIGINT NOT NULL,      -- days from that day: -14 is two weeks before
  mailed     BOOLEAN NOT NULL,     -- FALSE = the post was vacant, or no mail is sent
  sent_at    BIGINT NOT NULL,
  UNIQUE (assessment, unit, post, due_on, mark)
);
