-- +goose Up
CREATE TABLE practice_series (
	id TEXT PRIMARY KEY,
	slug TEXT NOT NULL UNIQUE,
	programme TEXT NOT NULL, -- slug of the programme; empty = none
	org TEXT NOT NULL,       -- who organises it
	titles TEXT NOT NULL,
	abstracts TEXT NOT NULL,
	funder TEXT NOT NULL,
	grant_line TEXT NOT NULL,
	partners TEXT NOT NULL,
	apart TEXT NOT NULL, -- what it must not be confused with, in languages
	version BIGINT NOT NULL
);
CREATE TABLE practice_event (
	id TEXT PRIMARY KEY,
	ref TEXT NOT NULL UNIQUE,
	series TEXT NOT NULL, -- id; empty = none
	org TEXT NOT NULL,
	kind TEXT NOT NULL,
	titles TEXT NOT NULL,
	themes TEXT NOT NULL,
	date_kind TEXT NOT NULL,
	starts TEXT NOT NULL, -- civil, in zone; empty = to be announced
	ends TEXT NOT NULL,
	zone TEXT NOT NULL,
	place TEXT NOT NULL, -- id; empty = none
	venue TEXT NOT NULL,
	capacity BIGINT NOT NULL,
	deadline TEXT NOT NULL, -- civil; empty = none
	offer_hours BIGINT NOT NULL,
	languages TEXT NOT NULL,
	pools TEXT NOT NULL,
	moves TEXT NOT NULL, -- every time at which it stood
	sequence BIGINT NOT NULL, -- of the calendar entry (RFC 5545)
	version BIGINT NOT NULL
);
CREATE INDEX practice_event_series ON practice_event (series, starts);
CREATE INDEX practice_event_starts ON practice_event (starts, id);
CREATE TABLE practice_registration (
	id TEXT PRIMARY KEY,
	ref TEXT NOT NULL UNIQUE,
	event TEXT NOT NULL, -- at which it was sent; nominations name theirs
	org TEXT NOT NULL,
	by_kind TEXT NOT NULL,
	at BIGINT NOT NULL,
	late BOOLEAN NOT NULL,
	version BIGINT NOT NULL
);
CREATE INDEX practice_registration_org ON practice_registration (org);
CREATE TABLE practice_nomination (
	id TEXT PRIMARY KEY,
	ref TEXT NOT NULL UNIQUE,
	registration TEXT NOT NULL REFERENCES practice_registration (id),
	event TEXT NOT NULL REFERENCES practice_event (id),
	org TEXT NOT NULL,
	pool TEXT NOT NULL,
	delegation TEXT NOT NULL,
	substitute BOOLEAN NOT NULL,
	late BOOLEAN NOT NULL,
	arrival BIGINT NOT NULL,      -- order within the event
	offered_until BIGINT,         -- of an offer that runs
	round BIGINT NOT NULL,        -- of asking again after a move; 0 = never asked
	coming TEXT NOT NULL,         -- answer of this round: empty, yes, no
	person BYTEA,                 -- sealed; NULL once erased
	name_key TEXT NOT NULL,       -- keyed hashes, for telling people apart without knowing them
	mail_key TEXT NOT NULL,
	version BIGINT NOT NULL
);
CREATE UNIQUE INDEX practice_nomination_arrival ON practice_nomination (event, arrival);
CREATE INDEX practice_nomination_registration ON practice_nomination (registration);
CREATE INDEX practice_nomination_offers ON practice_nomination (offered_until) WHERE offered_until IS NOT NULL;
