-- +goose Up
ALTER TABLE report ADD COLUMN zone TEXT;                      -- in which it is published, fixed at filing; NULL = none
ALTER TABLE report ADD COLUMN review TEXT NOT NULL DEFAULT ''; -- what nobody has looked at yet: text, photo; comma-separated
ALTER TABLE report ADD COLUMN moderation BIGINT NOT NULL DEFAULT 0; -- 1 = in the moderation queue; follows from publication and review
UPDATE report SET moderation = 1 WHERE publication = 'held';
CREATE INDEX report_moderation ON report (filed_at, id) WHERE moderation = 1;
CREATE TABLE photo_release (
    id           TEXT PRIMARY KEY,
    photo        TEXT NOT NULL REFERENCES report_photo (id),
    number       BIGINT NOT NULL, -- from 1
    file         TEXT NOT NULL,   -- with its regions covered
    regions      TEXT NOT NULL,   -- JSON, parts of width and height
    made_at      BIGINT NOT NULL,
    withdrawn_at BIGINT,          -- NULL = this one is public
    version      BIGINT NOT NULL
);
CREATE INDEX photo_release_of ON photo_release (photo, number);
