-- +goose Up
CREATE TABLE practice_material (
	id TEXT PRIMARY KEY,      -- ref, seen with the file
	event TEXT NOT NULL REFERENCES practice_event (id),
	session TEXT NOT NULL,    -- key of the session of the programme; empty = of the event
	file TEXT NOT NULL,
	sha256 TEXT NOT NULL,     -- of the bytes as they were handed in
	title TEXT NOT NULL,
	lang TEXT NOT NULL,       -- in which it is written, BCP 47
	licence TEXT NOT NULL,
	audience TEXT NOT NULL,
	released BOOLEAN NOT NULL, -- its audience sees it
	version BIGINT NOT NULL
);
CREATE INDEX practice_material_event ON practice_material (event, id);
