-- +goose Up
CREATE TABLE practice_session (
	id TEXT PRIMARY KEY,
	event TEXT NOT NULL REFERENCES practice_event (id),
	source TEXT NOT NULL, -- file or program from which it came
	key TEXT NOT NULL,    -- by which the source knows it
	lang TEXT NOT NULL,   -- of its words, BCP 47
	title TEXT NOT NULL,
	abstract TEXT NOT NULL,
	host TEXT NOT NULL,
	speakers TEXT NOT NULL,
	room TEXT NOT NULL,   -- empty = none: only the venue is known
	venue TEXT NOT NULL,
	starts TEXT NOT NULL, -- civil, in the event's zone
	ends TEXT NOT NULL,   -- empty = open
	cancelled BOOLEAN NOT NULL,
	tags TEXT NOT NULL,
	links TEXT NOT NULL,
	removed BOOLEAN NOT NULL, -- from the draft
	version BIGINT NOT NULL
);
CREATE UNIQUE INDEX practice_session_key ON practice_session (event, key);
CREATE INDEX practice_session_source ON practice_session (source, event);
CREATE TABLE practice_programme_release (
	id TEXT PRIMARY KEY,
	event TEXT NOT NULL REFERENCES practice_event (id),
	number BIGINT NOT NULL,
	at BIGINT NOT NULL,
	sessions TEXT NOT NULL,
	changes TEXT NOT NULL,
	version BIGINT NOT NULL
);
CREATE UNIQUE INDEX practice_programme_release_number ON practice_programme_release (event, number);
