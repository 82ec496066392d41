-- +goose Up
CREATE TABLE mail_settings (
    id       TEXT PRIMARY KEY,  -- always "server"
    host     TEXT NOT NULL,
    port     BIGINT NOT NULL,
    tls      TEXT NOT NULL,     -- starttls, implicit, none
    username TEXT NOT NULL,
    password BYTEA,             -- sealed
    sender   TEXT NOT NULL,     -- address in From
    version  BIGINT NOT NULL
);
CREATE TABLE mail_message (
    id         TEXT PRIMARY KEY,
    key        TEXT UNIQUE,        -- of one key there is one message; NULL = none
    record     TEXT NOT NULL,      -- whose data key seals it
    about      TEXT NOT NULL,      -- message key of what it is about
    message_id TEXT NOT NULL,      -- of its header (RFC 5322)
    state      TEXT NOT NULL,      -- waiting, sent, dead
    sealed     BYTEA,              -- JSON of address, language, subject, words; NULL once sent
    attempts   BIGINT NOT NULL,
    busy_until BIGINT NOT NULL,    -- somebody is at it until then
    failure    TEXT NOT NULL,      -- answer codes or a word, never what the server wrote
    queued_at  BIGINT NOT NULL,
    ended_at   BIGINT
);
CREATE INDEX mail_message_state ON mail_message (state, queued_at, id);
CREATE INDEX mail_message_ended ON mail_message (ended_at);
