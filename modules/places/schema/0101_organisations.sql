-- +goose Up
CREATE TABLE org (
  id      TEXT PRIMARY KEY,
  code    TEXT NOT NULL UNIQUE,
  kind    TEXT NOT NULL,
  names   TEXT NOT NULL,
  place   TEXT REFERENCES place (id),
  version BIGINT NOT NULL
);

CREATE TABLE unit (
  id      TEXT PRIMARY KEY,
  org     TEXT NOT NULL REFERENCES org (id),
  code    TEXT NOT NULL UNIQUE,
  parent  TEXT REFERENCES unit (id),
  names   TEXT NOT NULL,
  place   TEXT REFERENCES place (id),
  phone   TEXT NOT NULL,
  mail    TEXT NOT NULL,
  version BIGINT NOT NULL
);
CREATE INDEX unit_org ON unit (org);

CREATE TABLE unit_ancestor (
  unit     TEXT NOT NULL REFERENCES unit (id),
  ancestor TEXT NOT NULL REFERENCES unit (id),
  depth    BIGINT NOT NULL,
  PRIMARY KEY (unit, ancestor)
);
CREATE INDEX unit_ancestor_down ON unit_ancestor (ancestor, unit);

CREATE TABLE post (
  id      TEXT PRIMARY KEY,
  code    TEXT NOT NULL UNIQUE,
  titles  TEXT NOT NULL,
  role    TEXT NOT NULL,
  unit    TEXT NOT NULL REFERENCES unit (id),
  place   TEXT REFERENCES place (id),
  version BIGINT NOT NULL
);
CREATE INDEX post_place ON post (place);
CREATE INDEX post_unit ON post (unit);

CREATE TABLE appointment (
  id          TEXT PRIMARY KEY,
  post        TEXT NOT NULL REFERENCES post (id),
  account     TEXT NOT NULL,
  kind        TEXT NOT NULL,
  valid_from  TEXT NOT NULL,
  valid_until TEXT,
  version     BIGINT NOT NULL
);
CREATE INDEX appointment_post ON appointment (post);
CREATE INDEX appointment_account ON appointment (account);
