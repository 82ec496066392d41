-- +goose Up
CREATE TABLE practice_call (
	id TEXT PRIMARY KEY REFERENCES practice_event (id), -- the event's
	running BOOLEAN NOT NULL,
	deadline TEXT NOT NULL, -- civil, in the event's zone; empty = until it begins
	guidance TEXT NOT NULL, -- in languages
	version BIGINT NOT NULL
);
CREATE TABLE practice_proposal (
	id TEXT PRIMARY KEY,
	ref TEXT NOT NULL UNIQUE,
	event TEXT NOT NULL REFERENCES practice_event (id),
	org TEXT NOT NULL,
	registration TEXT NOT NULL, -- id of the one it came with; empty = none
	nomination TEXT NOT NULL,   -- id of who is written to; empty = nobody who is named
	form TEXT NOT NULL,
	lang TEXT NOT NULL,         -- in which it is held, BCP 47
	title TEXT NOT NULL,
	abstract TEXT NOT NULL,
	reason TEXT NOT NULL,       -- of the last decision
	at BIGINT NOT NULL,
	people BYTEA,               -- sealed: who is written to, who speaks, what they need; NULL once erased
	version BIGINT NOT NULL
);
CREATE INDEX practice_proposal_event ON practice_proposal (event, id);
CREATE INDEX practice_proposal_org ON practice_proposal (org, id);
CREATE INDEX practice_proposal_registration ON practice_proposal (registration);
CREATE INDEX practice_proposal_nomination ON practice_proposal (nomination);
