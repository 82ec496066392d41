-- +goose Up
CREATE TABLE practice_invitation (
	id TEXT PRIMARY KEY,
	ref TEXT NOT NULL UNIQUE,
	event TEXT NOT NULL REFERENCES practice_event (id),
	org TEXT NOT NULL,       -- the one invited; empty = an open link that may be forwarded
	note TEXT NOT NULL,      -- to whom it was given
	approve BOOLEAN NOT NULL, -- the organiser looks at what comes by it before seats are given
	expires_at BIGINT NOT NULL,
	revoked BOOLEAN NOT NULL,
	version BIGINT NOT NULL
);
CREATE INDEX practice_invitation_event ON practice_invitation (event, id);
CREATE TABLE practice_message (
	id TEXT PRIMARY KEY,
	ref TEXT NOT NULL UNIQUE,
	event TEXT NOT NULL REFERENCES practice_event (id),
	audience TEXT NOT NULL, -- all, confirmed, or the id of a pool
	subjects TEXT NOT NULL,
	texts TEXT NOT NULL,
	readers BIGINT NOT NULL,
	at BIGINT NOT NULL,
	version BIGINT NOT NULL
);
CREATE INDEX practice_message_event ON practice_message (event, id);
