-- +goose Up
CREATE TABLE agreement (
  id             TEXT PRIMARY KEY,
  ref            TEXT NOT NULL UNIQUE,
  kind           TEXT NOT NULL,
  number         TEXT NOT NULL,
  place          TEXT NOT NULL REFERENCES place (id), -- the community it is for
  territory      TEXT NOT NULL,    -- JSON: ids of further places
  titles         TEXT NOT NULL,
  org            TEXT NOT NULL,    -- the organisation of the police that keeps it, may be empty
  parties        TEXT NOT NULL,    -- JSON of Party
  ceremony       TEXT NOT NULL,    -- in which it was signed together with others, may be empty
  languages      TEXT NOT NULL,    -- BCP 47 tags, blanks between
  signed_on      TEXT,             -- civil days at the community
  valid_from     TEXT,
  valid_until    TEXT,             -- last day in force, as written; NULL = without end
  extended_until TEXT,             -- last day of a provisional extension
  ended_on       TEXT,             -- last day in force, where it was ended before its time
  renew_months   BIGINT NOT NULL,  -- how long before its end renewal is due
  opens_posts    BOOLEAN NOT NULL,
  posts_agreed   BIGINT NOT NULL,
  opens_channel  BOOLEAN NOT NULL,
  clauses        TEXT NOT NULL,    -- JSON by code
  running        BOOLEAN NOT NULL, -- others were told that it is in force, and not yet that it has ended
  warned         BIGINT NOT NULL,  -- the last warning given, in days before the end; 0 = none
  next_on        TEXT,             -- the next day on which the calendar does something
  version        BIGINT NOT NULL,
  UNIQUE (kind, number, place)
);
CREATE INDEX agreement_next ON agreement (next_on);
CREATE INDEX agreement_at ON agreement (place);

CREATE TABLE agreement_place (
  agreement TEXT NOT NULL REFERENCES agreement (id),
  place     TEXT NOT NULL REFERENCES place (id),
  PRIMARY KEY (agreement, place)
);
CREATE INDEX agreement_place_of ON agreement_place (place);

CREATE TABLE agreement_org (
  agreement TEXT NOT NULL REFERENCES agreement (id),
  org       TEXT NOT NULL REFERENCES org (id),
  PRIMARY KEY (agreement, org)
);
CREATE INDEX agreement_org_of ON agreement_org (org);

CREATE TABLE agreement_obligation (
  id        TEXT PRIMARY KEY,
  agreement TEXT NOT NULL REFERENCES agreement (id),
  party     BIGINT NOT NULL,  -- number of the party in the agreement, from 0
  body      TEXT NOT NULL,
  due_on    TEXT,
  state     TEXT NOT NULL,
  done_on   TEXT,
  reason    TEXT NOT NULL,
  version   BIGINT NOT NULL
);
CREATE INDEX agreement_obligation_of ON agreement_obligation (agreement);
CREATE INDEX agreement_obligation_due ON agreement_obligation (state, due_on);

CREATE TABLE agreement_file (
  id        TEXT PRIMARY KEY,
  agreement TEXT NOT NULL REFERENCES agreement (id),
  file      TEXT NOT NULL,
  sha256    TEXT NOT NULL,    -- of the file as it was handed in
  public    BOOLEAN NOT NULL,
  version   BIGINT NOT NULL
);
CREATE INDEX agreement_file_of ON agreement_file (agreement);

CREATE TABLE post_agreement (
  id        TEXT PRIMARY KEY,
  post      TEXT NOT NULL REFERENCES post (id),
  agreement TEXT NOT NULL REFERENCES agreement (id),
  opened_on TEXT NOT NULL,
  ended_on  TEXT,             -- day from which the post has no agreement in force behind it
  version   BIGINT NOT NULL,
  UNIQUE (post, agreement)
);
CREATE INDEX post_agreement_of ON post_agreement (agreement);
