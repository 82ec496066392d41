-- +goose Up
-- Since when an instance has been in its state, and how long it had been there when a step was taken: what the
-- figures about processes are made of. They follow from the steps, and the log does not cover them.
ALTER TABLE process_instance ADD COLUMN state_since BIGINT NOT NULL DEFAULT 0;
ALTER TABLE process_step ADD COLUMN definition TEXT NOT NULL DEFAULT '';
ALTER TABLE process_step ADD COLUMN stayed BIGINT NOT NULL DEFAULT 0; -- µs
UPDATE process_instance SET state_since = COALESCE((SELECT MAX(s.occurred_at) FROM process_step s
    WHERE s.instance = process_instance.id AND s.from_state <> s.to_state), opened_at);
UPDATE process_step SET definition = (SELECT i.definition FROM process_instance i WHERE i.id = process_step.instance),
    stayed = occurred_at - COALESCE((SELECT MAX(p.occurred_at) FROM process_step p WHERE p.instance = process_step.instance
        AND p.version < process_step.version AND p.from_state <> p.to_state), (SELECT i.opened_at FROM process_instance i WHERE i.id = process_step.instance));
UPDATE process_step SET stayed = 0 WHERE stayed < 0;
CREATE INDEX process_open ON process_instance (definition, state, state_since) WHERE closed_at IS NULL;
CREATE INDEX process_ended ON process_instance (definition, closed_at, state) WHERE closed_at IS NOT NULL;
CREATE INDEX process_step_taken ON process_step (definition, occurred_at, step, from_state, to_state, stayed);
CREATE INDEX process_ref ON process_instance (definition, ref);
CREATE INDEX process_clock_running ON process_clock (due_at, instance) WHERE stopped_at IS NULL;

-- A limit that the record's own kind or promise gives is the record's own: an overlay does not move it.
ALTER TABLE process_clock ADD COLUMN own BOOLEAN NOT NULL DEFAULT TRUE;

-- When somebody is to be told that a share of a limit is used.
CREATE TABLE process_escalation (
    instance TEXT NOT NULL,
    name     TEXT NOT NULL,
    round    BIGINT NOT NULL,
    rule     BIGINT NOT NULL,  -- place in the overlay's list for this clock
    share    BIGINT NOT NULL,  -- per cent of the limit
    tell     TEXT NOT NULL,    -- post, or role:NAME
    mail     BOOLEAN NOT NULL,
    at       BIGINT NOT NULL,
    told_at  BIGINT,
    PRIMARY KEY (instance, name, round, rule)
);
CREATE INDEX process_escalation_at ON process_escalation (at) WHERE told_at IS NULL;

-- Who was told. An entry leaves the person's list when it was seen or the clock has stopped.
CREATE TABLE process_notice (
    id       TEXT PRIMARY KEY,
    account  TEXT NOT NULL,
    instance TEXT NOT NULL,
    name     TEXT NOT NULL,
    round    BIGINT NOT NULL,
    share    BIGINT NOT NULL,
    mailed   BOOLEAN NOT NULL,
    at       BIGINT NOT NULL,
    seen_at  BIGINT,
    UNIQUE (account, instance, name, round, share)
);
CREATE INDEX process_notice_open ON process_notice (account, at) WHERE seen_at IS NULL;

-- A checklist that somebody has ticked off before taking a step.
CREATE TABLE process_tick (
    id       TEXT PRIMARY KEY,
    instance TEXT NOT NULL REFERENCES process_instance (id),
    step     TEXT NOT NULL,
    overlay  BIGINT NOT NULL,  -- the version whose items they are
    items    TEXT NOT NULL,    -- JSON: their places in the list, from 0
    actor    TEXT NOT NULL,
    post     TEXT NOT NULL,
    at       BIGINT NOT NULL,
    used_by  TEXT              -- the step that was taken with it
);
CREATE INDEX process_tick_open ON process_tick (instance, step, actor) WHERE used_by IS NULL;
