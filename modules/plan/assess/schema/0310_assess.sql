-- +goose Up
CREATE TABLE plan_assessment (
  id           TEXT PRIMARY KEY,
  plan         TEXT NOT NULL REFERENCES plan (id),
  year         BIGINT NOT NULL,
  base_version BIGINT NOT NULL,   -- number of the version in force on 1 January of the year
  held_on      TEXT,              -- civil day of the meeting that assessed, where there was one
  published_on TEXT,              -- civil day from which its counts are public
  opened_at    BIGINT NOT NULL,
  version      BIGINT NOT NULL,   -- goes up with every change of a rating too
  UNIQUE (plan, year)
);

CREATE TABLE plan_rating (
  id         TEXT PRIMARY KEY,
  assessment TEXT NOT NULL REFERENCES plan_assessment (id),
  node       TEXT NOT NULL,       -- id of the activity, the same in all versions
  number     TEXT NOT NULL,       -- its number in the base version
  side       TEXT NOT NULL,       -- unit or reviewer
  status     TEXT NOT NULL,
  comment    TEXT NOT NULL,
  account    TEXT NOT NULL,       -- empty for the program
  post       TEXT NOT NULL,
  rated_at   BIGINT NOT NULL,
  latest     BOOLEAN NOT NULL     -- of this side for this activity; earlier ones are kept
);
CREATE INDEX plan_rating_of ON plan_rating (assessment, latest);
CREATE INDEX plan_rating_node ON plan_rating (node, side);
