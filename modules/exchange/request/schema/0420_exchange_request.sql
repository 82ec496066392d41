-- +goose Up
-- Where numbers of cases come from: one line a year.
CREATE TABLE exchange_series (
    name TEXT PRIMARY KEY,
    last BIGINT NOT NULL
);

-- One message and one partner, on either side. Its state is the life of the same id in process_instance.
CREATE TABLE exchange_request (
    id             TEXT PRIMARY KEY,
    ref            TEXT NOT NULL UNIQUE,
    message        TEXT NOT NULL,    -- name of the signed message; empty = a draft, or what came another way
    casename       TEXT NOT NULL,
    kind           TEXT NOT NULL,
    own            BOOLEAN NOT NULL, -- we ask
    copied         BOOLEAN NOT NULL, -- we got a copy: no clock
    partner        TEXT NOT NULL,    -- the other node; empty = none is
    partner_name   TEXT NOT NULL,    -- of who has no node, as entered
    country        TEXT NOT NULL,    -- of the answering side: its calendar counts
    channel        TEXT NOT NULL,    -- reeve, siena, i247, paper, mail
    channel_id     TEXT NOT NULL,
    urgency        TEXT NOT NULL,
    ground         TEXT NOT NULL,
    route          TEXT NOT NULL,
    profile        TEXT NOT NULL,
    basis          TEXT NOT NULL,
    crime_area     TEXT NOT NULL,
    lang           TEXT NOT NULL,
    classification TEXT NOT NULL,
    own_ref        TEXT NOT NULL,
    their_ref      TEXT NOT NULL,
    label          BYTEA,            -- sealed: subject, handling codes, grades; NULL = not read out yet, or erased
    came_at        BIGINT NOT NULL,  -- when it was written here, or came
    started_at     BIGINT,           -- the clock, as computed from the facts
    due_at         BIGINT,           -- NULL = no limit, or none yet
    done_at        BIGINT,
    paused         BOOLEAN NOT NULL,
    period         TEXT NOT NULL,
    access         TEXT NOT NULL,    -- direct, indirect; empty = not said
    expected       TEXT NOT NULL,    -- civil date of the last delay notice
    sort_at        BIGINT NOT NULL,  -- where it stands in lists
    alone          TEXT NOT NULL,    -- why it was sent by one person; empty = reviewed
    looked         BOOLEAN NOT NULL, -- the review that follows has been done, or none was due
    review_at      BIGINT,           -- when it is to be decided again whether it is kept
    kept_for       TEXT NOT NULL,    -- why it is kept
    training       BOOLEAN NOT NULL,
    indexed        BOOLEAN NOT NULL, -- label, words and marks have been read out
    version        BIGINT NOT NULL
);
CREATE INDEX exchange_request_message ON exchange_request (message);
CREATE INDEX exchange_request_case ON exchange_request (casename);
CREATE INDEX exchange_request_list ON exchange_request (own, sort_at, id);
CREATE INDEX exchange_request_unread ON exchange_request (came_at, id) WHERE indexed = FALSE;
CREATE INDEX exchange_request_ref ON exchange_request (their_ref);
CREATE INDEX exchange_request_channel ON exchange_request (channel_id);

-- Facts that no node has signed: of what came another way, entered by hand.
CREATE TABLE exchange_entered (
    id      TEXT PRIMARY KEY,
    request TEXT NOT NULL,
    kind    TEXT NOT NULL,
    at      BIGINT NOT NULL,
    detail  TEXT NOT NULL,
    reason  TEXT NOT NULL,
    account TEXT NOT NULL
);
CREATE INDEX exchange_entered_request ON exchange_entered (request, at);

-- Keyed hashes of names and numbers, to notice the same request over two channels.
CREATE TABLE exchange_same (
    digest  TEXT NOT NULL,
    request TEXT NOT NULL,
    PRIMARY KEY (digest, request)
);
CREATE INDEX exchange_same_request ON exchange_same (request);

-- Side lives: a question that stops the clock, an authorisation that makes it late.
CREATE TABLE exchange_side (
    id         TEXT PRIMARY KEY,
    request    TEXT NOT NULL,
    definition TEXT NOT NULL,
    message    TEXT NOT NULL
);
CREATE INDEX exchange_side_request ON exchange_side (request);
CREATE INDEX exchange_side_message ON exchange_side (message);
