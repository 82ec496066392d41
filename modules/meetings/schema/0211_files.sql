-- +goose Up
CREATE TABLE meeting_file (
  id      TEXT PRIMARY KEY,
  meeting TEXT NOT NULL REFERENCES meeting (id),
  file    TEXT NOT NULL,
  sha256  TEXT NOT NULL,    -- of the file as it was handed in
  public  BOOLEAN NOT NULL, -- for everybody, where the meeting is public
  version BIGINT NOT NULL
);
CREATE INDEX meeting_file_of ON meeting_file (meeting);
