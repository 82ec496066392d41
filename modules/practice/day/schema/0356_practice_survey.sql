-- +goose Up
CREATE TABLE practice_survey_token (
	id TEXT PRIMARY KEY, -- hash of the token; gone once it was spent
	event TEXT NOT NULL REFERENCES practice_event (id)
);
CREATE INDEX practice_survey_token_event ON practice_survey_token (event);
CREATE TABLE practice_survey_answer (
	id TEXT PRIMARY KEY, -- random: it tells neither who nor when
	event TEXT NOT NULL REFERENCES practice_event (id),
	marks TEXT NOT NULL,
	words TEXT NOT NULL
);
CREATE INDEX practice_survey_answer_event ON practice_survey_answer (event, id);
