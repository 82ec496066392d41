-- +goose Up
CREATE TABLE plan_advice (
  id           TEXT PRIMARY KEY,    -- of its life too
  ref          TEXT NOT NULL UNIQUE,
  org          TEXT NOT NULL,       -- that recommends; empty = the whole installation
  body         TEXT NOT NULL,       -- JSON, text by language
  source_kind  TEXT NOT NULL,       -- assessment, row, workshop, event, agreement, other
  source_id    TEXT NOT NULL,       -- what people call the record, may be empty
  source_label TEXT NOT NULL,       -- in words
  plan         TEXT NOT NULL,       -- id of the plan it is about, may be empty
  node         TEXT NOT NULL,       -- id of the node it is about, may be empty
  number       TEXT NOT NULL,       -- of that node then
  priority     TEXT NOT NULL,       -- high, normal, low
  due_on       TEXT,                -- last civil day to carry it out
  decision     TEXT NOT NULL,       -- the document that adopted it
  public       BOOLEAN NOT NULL,    -- the public sees it once it is adopted
  shown        BOOLEAN NOT NULL,    -- those it is addressed to see it
  author       TEXT NOT NULL,       -- account; empty for the program
  post         TEXT NOT NULL,       -- that the author acted as
  written_at   BIGINT NOT NULL,
  version      BIGINT NOT NULL
);
CREATE INDEX plan_advice_plan ON plan_advice (plan, node);
CREATE INDEX plan_advice_source ON plan_advice (source_kind, source_id);

CREATE TABLE plan_answer (
  id          TEXT PRIMARY KEY,     -- of its life too, which begins when the recommendation is sent
  ref         TEXT NOT NULL UNIQUE,
  advice      TEXT NOT NULL REFERENCES plan_advice (id),
  org         TEXT NOT NULL,
  unit        TEXT NOT NULL,        -- of the organisation that carries it out, may be empty
  reason      TEXT NOT NULL,        -- of accepting in part, of rejecting
  lang        TEXT NOT NULL,        -- of reason and evidence
  evidence    TEXT NOT NULL,        -- what shows that it is done
  answered_on TEXT,                 -- civil days
  done_on     TEXT,
  done_by     TEXT NOT NULL,        -- account
  verified_on TEXT,
  verified_by TEXT NOT NULL,        -- account, another one
  version     BIGINT NOT NULL,
  UNIQUE (advice, org)
);
CREATE INDEX plan_answer_org ON plan_answer (org);
CREATE INDEX plan_answer_unit ON plan_answer (unit);

CREATE TABLE plan_answer_file (
  id      TEXT PRIMARY KEY,         -- a ref
  answer  TEXT NOT NULL REFERENCES plan_answer (id),
  file    TEXT NOT NULL,
  sha256  TEXT NOT NULL,            -- of the file as it was handed in
  version BIGINT NOT NULL
);
CREATE INDEX plan_answer_file_of ON plan_answer_file (answer);

CREATE TABLE plan_advice_link (
  id      TEXT PRIMARY KEY,
  advice  TEXT NOT NULL REFERENCES plan_advice (id),
  answer  TEXT NOT NULL,            -- whose activity it is; empty = of none in particular
  plan    TEXT NOT NULL REFERENCES plan (id),
  node    TEXT NOT NULL,
  number  TEXT NOT NULL,            -- when it was linked
  made    BOOLEAN NOT NULL,         -- the node was made of the recommendation
  version BIGINT NOT NULL,
  UNIQUE (advice, answer, node)
);
CREATE INDEX plan_advice_link_node ON plan_advice_link (node);

CREATE TABLE plan_advice_comment (
  id       TEXT PRIMARY KEY,
  advice   TEXT NOT NULL REFERENCES plan_advice (id),
  org      TEXT NOT NULL,           -- that comments; empty = the one that recommends
  body     TEXT NOT NULL,
  lang     TEXT NOT NULL,
  account  TEXT NOT NULL,
  post     TEXT NOT NULL,
  added_at BIGINT NOT NULL
);
CREATE INDEX plan_advice_comment_of ON plan_advice_comment (advice);

CREATE TABLE plan_answer_reminder (
  id      TEXT PRIMARY KEY,
  answer  TEXT NOT NULL REFERENCES plan_answer (id),
  post    TEXT NOT NULL,
  due_on  TEXT NOT NULL,            -- the day that it spoke of
  mark    BIGINT NOT NULL,          -- days from that day: -14 is two weeks before
  mailed  BOOLEAN NOT NULL,         -- FALSE = the post was vacant, or no mail is sent
  sent_at BIGINT NOT NULL,
  UNIQUE (answer, post, due_on, mark)
);

CREATE TABLE plan_origin (
  id          TEXT PRIMARY KEY,
  plan        TEXT NOT NULL REFERENCES plan (id),
  node        TEXT NOT NULL UNIQUE, -- of the plan that continues another
  from_plan   TEXT NOT NULL REFERENCES plan (id),
  from_node   TEXT NOT NULL,
  from_number TEXT NOT NULL         -- then
);
CREATE INDEX plan_origin_from ON plan_origin (from_node);
