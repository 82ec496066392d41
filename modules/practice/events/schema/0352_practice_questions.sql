-- +goose Up
CREATE TABLE practice_questions (
	id TEXT PRIMARY KEY REFERENCES practice_event (id), -- the event's
	body TEXT NOT NULL,
	version BIGINT NOT NULL
);
CREATE TABLE practice_answers (
	id TEXT PRIMARY KEY REFERENCES practice_nomination (id), -- the nomination's
	event TEXT NOT NULL,
	answers BYTEA, -- sealed under the nomination's key; NULL once erased
	version BIGINT NOT NULL
);
CREATE INDEX practice_answers_event ON practice_answers (event);
