-- +goose Up
CREATE TABLE place (
  id                TEXT PRIMARY KEY,
  code              TEXT NOT NULL UNIQUE,
  country           TEXT NOT NULL,
  level             TEXT NOT NULL,
  role              TEXT NOT NULL,
  names             TEXT NOT NULL,
  parent            TEXT REFERENCES place (id),
  parent_by         TEXT NOT NULL,
  population        BIGINT,
  population_source TEXT NOT NULL,
  population_date   TEXT,
  calendar          TEXT NOT NULL,
  valid_from        TEXT,
  valid_until       TEXT,
  lat               DOUBLE PRECISION NOT NULL,
  lon               DOUBLE PRECISION NOT NULL,
  version           BIGINT NOT NULL
);
CREATE INDEX place_parent ON place (parent);
CREATE INDEX place_country ON place (country, level);

CREATE TABLE place_ancestor (
  place    TEXT NOT NULL REFERENCES place (id),
  ancestor TEXT NOT NULL REFERENCES place (id),
  depth    BIGINT NOT NULL,
  PRIMARY KEY (place, ancestor)
);
CREATE INDEX place_ancestor_down ON place_ancestor (ancestor, place);

CREATE TABLE place_boundary (
  id          TEXT PRIMARY KEY,
  place       TEXT NOT NULL REFERENCES place (id),
  version_no  BIGINT NOT NULL,
  valid_from  TEXT,
  valid_until TEXT,
  geometry    TEXT NOT NULL,
  area_m2     DOUBLE PRECISION NOT NULL,
  source      TEXT NOT NULL,
  licence     TEXT NOT NULL,
  UNIQUE (place, version_no)
);

CREATE TABLE succession (
  id        TEXT PRIMARY KEY,
  old       TEXT NOT NULL REFERENCES place (id),
  new       TEXT NOT NULL REFERENCES place (id),
  date      TEXT NOT NULL,
  share_num BIGINT NOT NULL,
  share_den BIGINT NOT NULL,
  UNIQUE (old, new, date)
);
