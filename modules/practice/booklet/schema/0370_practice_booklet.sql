-- +goose Up
CREATE TABLE practice_booklet (
	id TEXT PRIMARY KEY,
	ref TEXT NOT NULL UNIQUE,
	org TEXT NOT NULL,      -- whose it is
	content TEXT NOT NULL,  -- as it is being put together
	editions BIGINT NOT NULL, -- how many were published
	version BIGINT NOT NULL
);
CREATE INDEX practice_booklet_org ON practice_booklet (org);
CREATE TABLE practice_edition (
	id TEXT PRIMARY KEY,
	booklet TEXT NOT NULL REFERENCES practice_booklet (id),
	number BIGINT NOT NULL,
	data TEXT NOT NULL,     -- everything that it shows, frozen
	digest TEXT NOT NULL,   -- SHA-256 of data, hexadecimal
	published_at BIGINT NOT NULL,
	version BIGINT NOT NULL
);
CREATE UNIQUE INDEX practice_edition_number ON practice_edition (booklet, number);
CREATE TABLE practice_annex (
	id TEXT PRIMARY KEY,    -- ref, seen with the file
	booklet TEXT NOT NULL REFERENCES practice_booklet (id),
	file TEXT NOT NULL,
	sha256 TEXT NOT NULL,   -- of the bytes as they were handed in
	titles TEXT NOT NULL,
	shown BOOLEAN NOT NULL, -- an edition has it
	dropped BOOLEAN NOT NULL, -- the next edition has it no more
	version BIGINT NOT NULL
);
CREATE INDEX practice_annex_booklet ON practice_annex (booklet);
