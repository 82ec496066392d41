-- +goose Up
CREATE TABLE post_contact (
  post         TEXT PRIMARY KEY REFERENCES post (id),
  phone        TEXT NOT NULL,
  mail         TEXT NOT NULL,
  office_hours TEXT NOT NULL,
  office_place TEXT NOT NULL,
  version      BIGINT NOT NULL
);

CREATE TABLE officer_profile (
  appointment TEXT PRIMARY KEY REFERENCES appointment (id),
  name        TEXT NOT NULL,
  rank        TEXT NOT NULL,
  languages   TEXT NOT NULL,
  photo       TEXT UNIQUE,
  file        TEXT,
  version     BIGINT NOT NULL
);
