-- +goose Up
CREATE TABLE survey_wave (
  id      TEXT PRIMARY KEY,
  title   TEXT NOT NULL,
  place   TEXT NOT NULL REFERENCES place (id),
  since   TEXT NOT NULL,   -- civil days on which people were asked
  until   TEXT NOT NULL,
  sample  TEXT NOT NULL,   -- who was asked
  method  TEXT NOT NULL,
  source  TEXT NOT NULL,
  weights TEXT NOT NULL,
  version BIGINT NOT NULL,
  UNIQUE (title, place, until)
);
CREATE INDEX survey_wave_at ON survey_wave (place, until);

CREATE TABLE survey_value (
  id       TEXT PRIMARY KEY,
  wave     TEXT NOT NULL REFERENCES survey_wave (id),
  question TEXT NOT NULL,
  grp      TEXT NOT NULL,   -- "dimension: group"; empty = everybody
  share    BIGINT NOT NULL, -- hundredths of a per cent
  asked    BIGINT NOT NULL, -- how many answered
  margin   BIGINT,          -- as stated, hundredths of a point; NULL = computed
  design   BIGINT NOT NULL, -- design effect in hundredths
  wording  TEXT NOT NULL,
  version  BIGINT NOT NULL,
  UNIQUE (wave, question, grp)
);
