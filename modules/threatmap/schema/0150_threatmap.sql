-- +goose Up
CREATE TABLE category (
    id       TEXT PRIMARY KEY, -- code, unique over all sets
    set_code TEXT NOT NULL,
    body     TEXT NOT NULL,    -- JSON of Category
    position BIGINT NOT NULL,
    retired  BOOLEAN NOT NULL,
    version  BIGINT NOT NULL
);
CREATE TABLE report (
    id              TEXT PRIMARY KEY, -- also of its process_instance and its data key
    ref             TEXT NOT NULL UNIQUE,
    category        TEXT NOT NULL,
    place           TEXT NOT NULL,    -- community
    beat            TEXT,
    org             TEXT NOT NULL,    -- owner
    lat             DOUBLE PRECISION NOT NULL, -- true place, inside only
    lon             DOUBLE PRECISION NOT NULL,
    precision_kind  TEXT NOT NULL,    -- exact, area
    pub_lat         DOUBLE PRECISION, -- published place, fixed at filing
    pub_lon         DOUBLE PRECISION,
    pub_precision_m BIGINT,
    rule            TEXT NOT NULL,    -- which routing rule fired
    rule_version    BIGINT NOT NULL,
    seen_from       TEXT NOT NULL,    -- civil dates, empty if not said
    seen_to         TEXT NOT NULL,
    day_parts       TEXT NOT NULL,    -- comma-separated
    weekdays        TEXT NOT NULL,    -- comma-separated, 1 = Monday
    body            BYTEA,            -- sealed JSON: text and answers
    contact         BYTEA,            -- sealed under a key of its own, which is erased first
    public_text     BYTEA,            -- sealed; the version that was released
    lang            TEXT NOT NULL,
    source          TEXT NOT NULL,    -- web, api, desk, phone, officer, import
    key_hash        BYTEA,
    publication     TEXT NOT NULL,    -- held, public, hidden
    crime_tip       BOOLEAN NOT NULL,
    duplicate_of    TEXT,
    confirmations   BIGINT NOT NULL,
    photos_erased   BIGINT,
    contact_erased  BIGINT,
    filed_at        BIGINT NOT NULL,
    pub_at          BIGINT NOT NULL,  -- start of the part of day in which it was filed
    erased_at       BIGINT,
    version         BIGINT NOT NULL
);
CREATE UNIQUE INDEX report_key ON report (key_hash);
CREATE INDEX report_public ON report (publication, pub_at, ref);
CREATE INDEX report_place ON report (place, pub_at);
CREATE INDEX report_beat ON report (beat, pub_at);
CREATE TABLE report_photo (
    id        TEXT PRIMARY KEY,
    report    TEXT NOT NULL REFERENCES report (id),
    file      TEXT NOT NULL,
    preview   TEXT NOT NULL,
    published BOOLEAN NOT NULL,
    position  BIGINT NOT NULL,
    version   BIGINT NOT NULL
);
CREATE INDEX report_photo_of ON report_photo (report, position);
CREATE TABLE route_rule (
    id      TEXT PRIMARY KEY,
    route   TEXT NOT NULL, -- of categories
    place   TEXT NOT NULL,
    post    TEXT NOT NULL,
    version BIGINT NOT NULL
);
CREATE TABLE reroute_proposal (
    id      TEXT PRIMARY KEY,
    report  TEXT NOT NULL REFERENCES report (id),
    post    TEXT NOT NULL, -- that the report would go to today
    place   TEXT NOT NULL, -- beat or community it would lie in
    state   TEXT NOT NULL, -- open, accepted, dismissed
    made_at BIGINT NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX reroute_proposal_open ON reroute_proposal (state, made_at);
