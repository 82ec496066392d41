-- +goose Up
CREATE INDEX duty_entry_ref ON duty_entry (ref_kind, ref_id);
CREATE INDEX duty_entry_note ON duty_entry (to_at) WHERE note IS NOT NULL;
