-- +goose Up
CREATE TABLE practice_attendance (
	id TEXT PRIMARY KEY,
	ref TEXT NOT NULL UNIQUE,
	event TEXT NOT NULL REFERENCES practice_event (id),
	programme TEXT NOT NULL,  -- within what people are counted once
	nomination TEXT NOT NULL, -- id; empty = came without one
	org TEXT NOT NULL,
	country TEXT NOT NULL,    -- ISO 3166-1 alpha-2, ZZ = not known
	unit TEXT NOT NULL,
	person BYTEA,             -- sealed, of who came without a nomination; NULL once erased
	name_key TEXT NOT NULL,   -- keyed hashes
	mail_key TEXT NOT NULL,
	human TEXT NOT NULL,      -- id of the earliest attendance of the same person in the programme
	decided TEXT NOT NULL,    -- how it was found out
	score BIGINT NOT NULL,    -- likeness of the names in thousandths
	listed BIGINT,            -- minutes as a list gives them; NULL = by the marks
	marks TEXT NOT NULL,
	minutes BIGINT NOT NULL,
	void BOOLEAN NOT NULL,    -- was entered by mistake
	version BIGINT NOT NULL
);
CREATE INDEX practice_attendance_event ON practice_attendance (event, id);
CREATE INDEX practice_attendance_programme ON practice_attendance (programme, id);
CREATE UNIQUE INDEX practice_attendance_nomination ON practice_attendance (nomination) WHERE nomination <> '';
CREATE TABLE practice_same_person (
	id TEXT PRIMARY KEY,
	ref TEXT NOT NULL UNIQUE,
	programme TEXT NOT NULL,
	one TEXT NOT NULL REFERENCES practice_attendance (id),   -- the later one
	other TEXT NOT NULL REFERENCES practice_attendance (id), -- whom it may be
	score BIGINT NOT NULL,
	state TEXT NOT NULL, -- open, same, different
	at BIGINT NOT NULL,
	version BIGINT NOT NULL
);
CREATE INDEX practice_same_person_programme ON practice_same_person (programme, state, id);
CREATE TABLE practice_certificate (
	id TEXT PRIMARY KEY,
	number TEXT NOT NULL UNIQUE,
	attendance TEXT NOT NULL UNIQUE REFERENCES practice_attendance (id),
	event TEXT NOT NULL REFERENCES practice_event (id),
	minutes BIGINT NOT NULL,
	issued_at BIGINT NOT NULL,
	revoked BOOLEAN NOT NULL,
	version BIGINT NOT NULL
);
