-- +goose Up
CREATE TABLE plan_room (
  id         TEXT PRIMARY KEY,
  ref        TEXT NOT NULL UNIQUE,
  plan       TEXT NOT NULL REFERENCES plan (id),
  assessment TEXT NOT NULL REFERENCES plan_assessment (id),
  state      TEXT NOT NULL,       -- open, finished
  code       TEXT NOT NULL,       -- eight digits by which guests come in; empty = nobody can any more
  code_until BIGINT NOT NULL,
  languages  TEXT NOT NULL,       -- at most three tags, by commas; the first is written large
  sequence   TEXT NOT NULL,       -- plan, silent, objective
  numbers    TEXT NOT NULL,       -- the rows in the order of the room, as JSON
  row_limit  BIGINT NOT NULL,     -- seconds for a row; 0 = none
  current    TEXT NOT NULL,       -- number of the row on the screen; empty = none yet
  since      BIGINT NOT NULL,     -- when it came on
  meeting    TEXT NOT NULL,       -- id; empty = no meeting was made
  account    TEXT NOT NULL,       -- who opened it
  opened_at  BIGINT NOT NULL,
  closed_at  BIGINT,
  rev        BIGINT NOT NULL,     -- goes up with everything that browsers must hear of
  version    BIGINT NOT NULL
);
CREATE UNIQUE INDEX plan_room_one ON plan_room (assessment) WHERE state = 'open';
CREATE UNIQUE INDEX plan_room_code ON plan_room (code) WHERE code <> '';

CREATE TABLE plan_room_row (
  id         TEXT PRIMARY KEY,
  room       TEXT NOT NULL REFERENCES plan_room (id),
  node       TEXT NOT NULL,
  number     TEXT NOT NULL,
  state      TEXT NOT NULL,       -- open, parked, closed
  spent      BIGINT NOT NULL,     -- seconds on the screen
  status     TEXT NOT NULL,       -- the chair's rating; empty until closed
  challenge  TEXT NOT NULL,
  advice     TEXT NOT NULL,       -- recommendation, as typed
  lang       TEXT NOT NULL,       -- of both
  opened_at  BIGINT NOT NULL,
  closed_at  BIGINT,
  version    BIGINT NOT NULL,
  UNIQUE (room, number)
);

CREATE TABLE plan_room_person (
  id        TEXT PRIMARY KEY,
  room      TEXT NOT NULL REFERENCES plan_room (id),
  position  BIGINT NOT NULL,      -- 1, 2, 3 in the order in which they came
  name      BYTEA,                -- sealed under a key of the person; NULL for an account and once erased
  account   TEXT NOT NULL,        -- empty for a guest
  token     BYTEA NOT NULL UNIQUE, -- SHA-256 of what the browser keeps
  joined_at BIGINT NOT NULL,
  left_at   BIGINT,
  barred    BOOLEAN NOT NULL,     -- sent out by the chair
  version   BIGINT NOT NULL,
  UNIQUE (room, position)
);

CREATE TABLE plan_room_vote (
  id          TEXT PRIMARY KEY,
  room        TEXT NOT NULL REFERENCES plan_room (id),
  person      TEXT NOT NULL REFERENCES plan_room_person (id),
  client      TEXT NOT NULL,      -- made by the browser; a vote sent twice is counted once
  number      TEXT NOT NULL,
  status      TEXT NOT NULL,
  late        BOOLEAN NOT NULL,   -- came when the row was closed; kept and not counted
  latest      BOOLEAN NOT NULL,   -- of this person on this row; earlier ones are kept
  given_at    BIGINT NOT NULL,    -- by the browser's clock
  recorded_at BIGINT NOT NULL,
  UNIQUE (person, client)
);
CREATE INDEX plan_room_vote_of ON plan_room_vote (room, number, latest);

CREATE TABLE plan_room_comment (
  id          TEXT PRIMARY KEY,
  room        TEXT NOT NULL REFERENCES plan_room (id),
  person      TEXT NOT NULL REFERENCES plan_room_person (id),
  client      TEXT NOT NULL,
  number      TEXT NOT NULL,
  body        TEXT NOT NULL,
  lang        TEXT NOT NULL,
  late        BOOLEAN NOT NULL,
  hidden      BOOLEAN NOT NULL,   -- taken off the screen by the chair
  given_at    BIGINT NOT NULL,
  recorded_at BIGINT NOT NULL,
  version     BIGINT NOT NULL,
  UNIQUE (person, client)
);
CREATE INDEX plan_room_comment_of ON plan_room_comment (room, number);

CREATE TABLE plan_room_act (
  id       TEXT PRIMARY KEY,
  room     TEXT NOT NULL REFERENCES plan_room (id),
  position BIGINT NOT NULL,
  act      TEXT NOT NULL,         -- show, close, park, reopen
  number   TEXT NOT NULL,
  was      TEXT NOT NULL,         -- what it changed, as it was, as JSON
  undone   BOOLEAN NOT NULL,
  account  TEXT NOT NULL,
  acted_at BIGINT NOT NULL,
  version  BIGINT NOT NULL,
  UNIQUE (room, position)
);
