-- +goose Up
CREATE TABLE address_source (
  id        TEXT PRIMARY KEY,
  name      TEXT NOT NULL UNIQUE,
  licence   TEXT NOT NULL,
  streets   BIGINT NOT NULL,
  addresses BIGINT NOT NULL,
  version   BIGINT NOT NULL
);

-- A street within one community; locality is what the source calls the place.
CREATE TABLE street (
  id       TEXT PRIMARY KEY,
  source   TEXT NOT NULL REFERENCES address_source (id),
  name     TEXT NOT NULL,
  locality TEXT NOT NULL,
  place    TEXT REFERENCES place (id)
);
CREATE INDEX street_source ON street (source);

-- Each spelling of a street from each of its words on, folded: what a search begins with.
CREATE TABLE street_key (
  spelling BYTEA NOT NULL,
  street   TEXT NOT NULL REFERENCES street (id),
  PRIMARY KEY (spelling, street)
);

-- number is folded, empty for the street itself.
CREATE TABLE address (
  street   TEXT NOT NULL REFERENCES street (id),
  number   TEXT NOT NULL,
  postcode TEXT NOT NULL,
  written  TEXT NOT NULL,
  lat      DOUBLE PRECISION NOT NULL,
  lon      DOUBLE PRECISION NOT NULL,
  PRIMARY KEY (street, number, postcode)
);
