-- +goose Up
CREATE TABLE report_confirmation (
    report  TEXT NOT NULL,
    network TEXT NOT NULL, -- keyed hash of the day; means nothing when the day's salt is gone
    day     TEXT NOT NULL, -- UTC, as the salt's
    PRIMARY KEY (report, network, day)
);
CREATE INDEX report_confirmation_day ON report_confirmation (day);
CREATE INDEX report_duplicate ON report (duplicate_of);
CREATE INDEX report_near ON report (category, lat);
