-- +goose Up
CREATE TABLE report_import (
    source   TEXT NOT NULL,  -- name of the feed, from the mapping
    row_key  TEXT NOT NULL,  -- natural key of the row in its source
    report   TEXT NOT NULL REFERENCES report (id),
    row_hash BYTEA NOT NULL, -- of all that the mapping took from the row
    PRIMARY KEY (source, row_key)
);
