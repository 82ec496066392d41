-- +goose Up
CREATE TABLE report_source (
    code        TEXT PRIMARY KEY, -- name of the feed, from its mapping; also the code of its own category set
    names       TEXT NOT NULL,    -- JSON by language
    attribution TEXT NOT NULL,
    licence     TEXT NOT NULL,
    link        TEXT NOT NULL,
    version     BIGINT NOT NULL
);
CREATE INDEX report_import_report ON report_import (report);
