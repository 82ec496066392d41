-- +goose Up
CREATE TABLE lease (
    name    TEXT PRIMARY KEY,
    holder  TEXT NOT NULL,
    fence   BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    note    TEXT NOT NULL    -- what its holder said last, for those who look
);
