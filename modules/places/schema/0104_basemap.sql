-- +goose Up
CREATE TABLE basemap (
  id          TEXT PRIMARY KEY,
  name        TEXT NOT NULL UNIQUE,
  file        TEXT NOT NULL,
  format      TEXT NOT NULL,
  attribution TEXT NOT NULL,
  south       DOUBLE PRECISION NOT NULL,
  west        DOUBLE PRECISION NOT NULL,
  north       DOUBLE PRECISION NOT NULL,
  east        DOUBLE PRECISION NOT NULL,
  minzoom     BIGINT NOT NULL,
  maxzoom     BIGINT NOT NULL,
  tiles       BIGINT NOT NULL,
  bytes       BIGINT NOT NULL,
  digest      TEXT NOT NULL,
  version     BIGINT NOT NULL
);
