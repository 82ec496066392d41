-- +goose Up
CREATE TABLE search_posting (
	kind TEXT NOT NULL,
	term BYTEA NOT NULL, -- bytes, so that both engines order them alike
	doc TEXT NOT NULL,
	weight BIGINT NOT NULL,
	PRIMARY KEY (kind, term, doc)
);
CREATE INDEX search_posting_doc ON search_posting (kind, doc);
