-- +goose Up
CREATE TABLE file (
    id         TEXT PRIMARY KEY,
    digest     TEXT NOT NULL,
    size       BIGINT NOT NULL,
    type       TEXT NOT NULL,
    visibility TEXT NOT NULL,
    owner_kind TEXT NOT NULL,
    owner_id   TEXT NOT NULL,
    name       TEXT NOT NULL,
    width      BIGINT NOT NULL,
    height     BIGINT NOT NULL,
    sealed_key BYTEA,
    created_at BIGINT NOT NULL,
    version    BIGINT NOT NULL
);
CREATE INDEX file_digest ON file (digest);
CREATE INDEX file_owner ON file (owner_kind, owner_id, id);

CREATE TABLE file_blob (
    digest    TEXT PRIMARY KEY,
    upload    TEXT NOT NULL,
    size      BIGINT NOT NULL,
    stored_at BIGINT NOT NULL
);
CREATE INDEX file_blob_upload ON file_blob (upload);

CREATE TABLE file_chunk (
    upload TEXT NOT NULL,
    n      BIGINT NOT NULL,
    bytes  BYTEA NOT NULL,
    PRIMARY KEY (upload, n)
);
