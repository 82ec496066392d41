-- +goose Up
-- The zones of one version of a boundary: made when they are first needed, never again.
CREATE TABLE place_zones (
  boundary   TEXT PRIMARY KEY REFERENCES place_boundary (id),
  level      BIGINT NOT NULL, -- of the S2 cells
  population BIGINT,          -- of the community when they were made, NULL = not known
  zones      TEXT NOT NULL,   -- JSON, see zones.go
  made_at    BIGINT NOT NULL
);
