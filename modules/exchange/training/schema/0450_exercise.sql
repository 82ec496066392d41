-- +goose Up
-- An exercise that was begun: its requests are registered like any other, marked as training.
CREATE TABLE exchange_exercise (
    id         TEXT PRIMARY KEY,
    ref        TEXT NOT NULL UNIQUE,
    name       TEXT NOT NULL,
    started_at BIGINT NOT NULL
);

-- Which request is which task.
CREATE TABLE exchange_exercise_task (
    request  TEXT PRIMARY KEY,
    exercise TEXT NOT NULL,
    task     TEXT NOT NULL
);
CREATE INDEX exchange_exercise_task_of ON exchange_exercise_task (exercise);
