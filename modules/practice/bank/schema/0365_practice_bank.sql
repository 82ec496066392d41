-- +goose Up
CREATE TABLE practice_entry (
	id TEXT PRIMARY KEY,
	ref TEXT NOT NULL UNIQUE,
	form TEXT NOT NULL,    -- practice, problem
	org TEXT NOT NULL,     -- whose it is
	place TEXT NOT NULL,   -- id: where it was done, else that of the organisation; empty = none
	post TEXT NOT NULL,    -- id of the post that can be asked; empty = none yet
	writers TEXT NOT NULL, -- accounts, the author first
	content TEXT NOT NULL, -- as it is being written
	shown TEXT NOT NULL,   -- as everybody reads it; empty = nobody does
	shown_at BIGINT,       -- when it was published; NULL = nobody reads it
	theme TEXT NOT NULL,   -- this and the following: of what is shown
	country TEXT NOT NULL,
	evidence BIGINT NOT NULL,
	did_not_work BOOLEAN NOT NULL,
	cost TEXT NOT NULL,
	version BIGINT NOT NULL
);
CREATE INDEX practice_entry_shown ON practice_entry (form, shown_at, id) WHERE shown_at IS NOT NULL;
CREATE INDEX practice_entry_org ON practice_entry (org);
CREATE TABLE practice_adoption (
	id TEXT PRIMARY KEY,
	entry TEXT NOT NULL REFERENCES practice_entry (id),
	org TEXT NOT NULL,      -- who works by it
	on_day TEXT NOT NULL,
	evidence TEXT NOT NULL,
	ended_on TEXT NOT NULL, -- empty = still
	version BIGINT NOT NULL
);
CREATE INDEX practice_adoption_entry ON practice_adoption (entry, on_day);
CREATE UNIQUE INDEX practice_adoption_once ON practice_adoption (entry, org) WHERE ended_on = '';
