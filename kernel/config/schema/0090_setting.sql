-- +goose Up
CREATE TABLE setting (
    id         TEXT PRIMARY KEY, -- name of the setting
    value      TEXT NOT NULL,    -- JSON
    version    BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE TABLE legal_text (
    id         TEXT PRIMARY KEY, -- kind/language
    body       TEXT NOT NULL,    -- plain paragraphs; a line "# …" is a heading
    version    BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
