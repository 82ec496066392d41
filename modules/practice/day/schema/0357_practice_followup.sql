-- +goose Up
ALTER TABLE practice_survey_token ADD COLUMN round BIGINT NOT NULL DEFAULT 1;  -- 1 = after the event, 2 = six months later
ALTER TABLE practice_survey_answer ADD COLUMN round BIGINT NOT NULL DEFAULT 1; -- the same
CREATE TABLE practice_followup (
	id TEXT PRIMARY KEY REFERENCES practice_event (id), -- events whose people were asked again; once
	letters BIGINT NOT NULL,
	at BIGINT NOT NULL
);
