-- +goose Up
CREATE TABLE duty_entry (
  id          TEXT PRIMARY KEY,  -- made by the client
  account     TEXT NOT NULL,     -- whose duty it was
  post        TEXT NOT NULL REFERENCES post (id),
  acting      BOOLEAN NOT NULL,  -- stood in for the holder
  kind        TEXT NOT NULL,
  from_at     BIGINT NOT NULL,
  to_at       BIGINT NOT NULL,
  location    TEXT NOT NULL,     -- community, outside, station
  place       TEXT REFERENCES place (id),
  inside      BOOLEAN NOT NULL,  -- counts as time in the community
  partners    TEXT NOT NULL,
  people      BIGINT NOT NULL,
  language    TEXT NOT NULL,
  ref_kind    TEXT NOT NULL,
  ref_id      TEXT NOT NULL,
  ordered_by  TEXT NOT NULL,     -- of an abstraction
  ordered_why TEXT NOT NULL,
  detail      TEXT NOT NULL,
  late_reason TEXT NOT NULL,     -- why it was entered more than 72 hours after its end
  note        BYTEA,             -- sealed
  sent        TEXT NOT NULL,     -- keyed digest of what was sent first, to know it again
  recorded_at BIGINT NOT NULL,
  withdrawn   BOOLEAN NOT NULL,
  version     BIGINT NOT NULL
);
CREATE INDEX duty_entry_own ON duty_entry (account, from_at);
CREATE INDEX duty_entry_post ON duty_entry (post, from_at);
CREATE INDEX duty_entry_time ON duty_entry (from_at);

CREATE TABLE duty_entry_was (
  id         TEXT PRIMARY KEY,
  entry      TEXT NOT NULL REFERENCES duty_entry (id),
  content    TEXT NOT NULL,      -- JSON of the entry before the change, without the note
  reason     TEXT NOT NULL,
  account    TEXT NOT NULL,      -- who changed it
  changed_at BIGINT NOT NULL
);
CREATE INDEX duty_entry_was_of ON duty_entry_was (entry);

CREATE TABLE duty_roster (
  id      TEXT PRIMARY KEY,
  post    TEXT NOT NULL REFERENCES post (id),
  day     TEXT NOT NULL,         -- civil day on which the shifts begin, in the zone of the post
  shifts  TEXT NOT NULL,         -- "08:00-16:00 18:00-20:00"; empty where only hours are known
  minutes BIGINT NOT NULL,
  version BIGINT NOT NULL,
  UNIQUE (post, day)
);
CREATE INDEX duty_roster_day ON duty_roster (day);
