-- +goose Up
CREATE TABLE programme_look (
  programme TEXT PRIMARY KEY REFERENCES programme (id),
  place     TEXT REFERENCES place (id),
  back      TEXT NOT NULL,
  ink       TEXT NOT NULL,
  logo      TEXT UNIQUE,
  file      TEXT,
  version   BIGINT NOT NULL
);
