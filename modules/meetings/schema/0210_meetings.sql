-- +goose Up
CREATE TABLE meeting (
  id           TEXT PRIMARY KEY,
  ref          TEXT NOT NULL UNIQUE,
  kind         TEXT NOT NULL,
  titles       TEXT NOT NULL,    -- JSON by language
  place        TEXT NOT NULL REFERENCES place (id),
  org          TEXT NOT NULL,    -- who organises it, may be empty
  starts_at    TEXT NOT NULL,    -- civil at the place: YYYY-MM-DDTHH:MM
  ends_at      TEXT NOT NULL,
  moved_from   TEXT NOT NULL,    -- where it stood before it was last moved, may be empty
  venue        TEXT NOT NULL,
  public       BOOLEAN NOT NULL, -- announced to everybody
  agenda       TEXT NOT NULL,    -- JSON of Item, with minutes and decisions
  guests       TEXT NOT NULL,    -- JSON of Guest: organisations and offices
  people       BIGINT,           -- counted; NULL = not counted
  names        BYTEA,            -- sealed: persons by name, where needed
  orgs         TEXT NOT NULL,    -- JSON: ids of the organisations that it concerns
  subject_kind TEXT NOT NULL,    -- what it is held for, of another module
  subject_id   TEXT NOT NULL,
  version      BIGINT NOT NULL
);
CREATE INDEX meeting_at ON meeting (place, starts_at);
CREATE INDEX meeting_when ON meeting (starts_at);
CREATE INDEX meeting_subject ON meeting (subject_kind, subject_id);

CREATE TABLE meeting_org (
  meeting TEXT NOT NULL REFERENCES meeting (id),
  org     TEXT NOT NULL REFERENCES org (id),
  PRIMARY KEY (meeting, org)
);
CREATE INDEX meeting_org_of ON meeting_org (org);

CREATE TABLE commitment (
  id          TEXT PRIMARY KEY,
  ref         TEXT NOT NULL UNIQUE,
  meeting     TEXT NOT NULL REFERENCES meeting (id), -- at which it was asked
  place       TEXT NOT NULL REFERENCES place (id),   -- that of the meeting
  asked_by    BYTEA,            -- sealed under the meeting's key: a person or an office
  asked_org   TEXT NOT NULL,    -- organisation that asked, may be empty
  body        TEXT NOT NULL,
  asked_on    TEXT NOT NULL,    -- civil days at the place
  due_on      TEXT NOT NULL,    -- last day
  answer      TEXT NOT NULL,
  answered_on TEXT,
  answered_at TEXT NOT NULL,    -- id of the meeting at which it was answered, may be empty
  version     BIGINT NOT NULL
);
CREATE INDEX commitment_of ON commitment (meeting);
CREATE INDEX commitment_due ON commitment (place, due_on);

CREATE TABLE meeting_cadence (
  id       TEXT PRIMARY KEY,
  country  TEXT NOT NULL,
  code     TEXT NOT NULL,
  months   BIGINT NOT NULL,
  since    TEXT NOT NULL,       -- day from which it is counted; empty = the first of January
  off      BOOLEAN NOT NULL,
  version  BIGINT NOT NULL,
  UNIQUE (country, code)
);
