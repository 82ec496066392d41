-- +goose Up
CREATE TABLE process_overlay (
    id         TEXT PRIMARY KEY, -- definition/version
    definition TEXT NOT NULL,
    version    BIGINT NOT NULL,
    body       TEXT NOT NULL, -- JSON: labels, limits, escalation, required fields, checklist items
    created_at BIGINT NOT NULL,
    UNIQUE (definition, version)
);
CREATE TABLE process_instance (
    id              TEXT PRIMARY KEY, -- that of the record whose life this is
    definition      TEXT NOT NULL,
    def_version     BIGINT NOT NULL,
    overlay_version BIGINT NOT NULL,
    ref             TEXT NOT NULL,    -- public reference, for links
    subject         TEXT NOT NULL,    -- message key of what it is about, for lists
    state           TEXT NOT NULL,
    version         BIGINT NOT NULL,
    waits           TEXT NOT NULL,    -- post, queue, body, key, nobody
    attention       TEXT NOT NULL,    -- why it waits now: message key
    post            TEXT,
    unit            TEXT,
    place           TEXT NOT NULL,
    org             TEXT NOT NULL,
    body            TEXT,             -- the organisation it was handed over to
    calendar        TEXT NOT NULL,
    opened_at       BIGINT NOT NULL,
    updated_at      BIGINT NOT NULL,
    closed_at       BIGINT
);
CREATE INDEX process_waiting_post ON process_instance (post, waits);
CREATE INDEX process_waiting_place ON process_instance (waits, place);
CREATE INDEX process_waiting_body ON process_instance (body, waits);
CREATE TABLE process_step (
    id          TEXT PRIMARY KEY, -- made by the client, so that a repeated command is known
    instance    TEXT NOT NULL REFERENCES process_instance (id),
    version     BIGINT NOT NULL,  -- of the instance after the step
    step        TEXT NOT NULL,
    from_state  TEXT NOT NULL,
    to_state    TEXT NOT NULL,
    occurred_at BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL,
    actor_kind  TEXT NOT NULL,
    actor       TEXT NOT NULL,
    post        TEXT NOT NULL,
    acting_for  TEXT NOT NULL,
    detail      BYTEA,            -- sealed by the owner of the record
    UNIQUE (instance, version)
);
CREATE TABLE process_clock (
    instance   TEXT NOT NULL REFERENCES process_instance (id),
    name       TEXT NOT NULL,
    round      BIGINT NOT NULL,
    period     TEXT NOT NULL,
    started_at BIGINT NOT NULL,
    warn_at    BIGINT NOT NULL,
    due_at     BIGINT NOT NULL,
    paused     BOOLEAN NOT NULL,
    pauses     TEXT NOT NULL,    -- JSON of clock.Pause
    stopped_at BIGINT,
    warned_at  BIGINT,
    late_at    BIGINT,           -- when the escalation at the limit was done
    PRIMARY KEY (instance, name, round)
);
CREATE INDEX process_clock_warn ON process_clock (warn_at) WHERE stopped_at IS NULL AND warned_at IS NULL;
CREATE INDEX process_clock_due ON process_clock (due_at) WHERE stopped_at IS NULL AND late_at IS NULL;
