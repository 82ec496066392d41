-- +goose Up
CREATE TABLE exchange_partner (
  org         TEXT PRIMARY KEY, -- "rn…", the hash of its first signing key
  state       TEXT NOT NULL,    -- trusted, revoked
  serial      BIGINT NOT NULL,  -- exchange_card.serial of the card in force
  names       TEXT NOT NULL,    -- JSON by language, of that card
  country     TEXT NOT NULL,
  role        TEXT NOT NULL,
  fingerprint TEXT NOT NULL,    -- 25 digits, as two people compared it
  trusted_at  BIGINT NOT NULL,
  revoked_at  BIGINT NOT NULL,  -- 0 = not revoked
  revoked_why TEXT NOT NULL,
  version     BIGINT NOT NULL
);
-- every card and notice that was ever taken: signatures stay verifiable
CREATE TABLE exchange_card (
  id       TEXT PRIMARY KEY,    -- org/serial
  org      TEXT NOT NULL REFERENCES exchange_partner (org),
  serial   BIGINT NOT NULL,     -- 1, 2, 3 …, in the order in which they were taken
  signed   BYTEA NOT NULL,      -- as it came
  taken_at BIGINT NOT NULL,
  how      TEXT NOT NULL,       -- fingerprint: two people compared it; signature: by the key before it; notice: of a revoked key
  UNIQUE (org, serial)
);
CREATE TABLE exchange_channel (
  id             TEXT PRIMARY KEY,
  ref            TEXT NOT NULL UNIQUE,
  org            TEXT NOT NULL REFERENCES exchange_partner (org),
  basis          TEXT NOT NULL,   -- law or agreement, as cited
  agreement      TEXT NOT NULL,   -- ref of the agreement, empty = law
  allows         TEXT NOT NULL,   -- JSON: all, units, areas
  classification TEXT NOT NULL,   -- the highest that passes
  max_file       BIGINT NOT NULL, -- bytes of content
  day_bytes      BIGINT NOT NULL, -- bytes that the partner may send a day
  from_at        BIGINT NOT NULL,
  until_at       BIGINT NOT NULL, -- 0 = no end
  closed_at      BIGINT NOT NULL, -- 0 = not closed
  closed_why     TEXT NOT NULL,
  version        BIGINT NOT NULL
);
CREATE INDEX exchange_channel_of ON exchange_channel (org, from_at);
