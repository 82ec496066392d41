package field

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"errors"
	"io"

	"reeve/kernel/db"
	"reeve/kernel/errs"
)

// taken finds what came of a command that was taken before. An id under which something else was sent is a conflict.
func taken(q db.Reader, id, account, sent string) (out Outcome, found bool, err error) {
	var by, was string
	err = q.QueryRow(`SELECT account, sent, ref, version, state FROM field_command WHERE id = $1`, id).Scan(&by, &was, &out.Ref, &out.Version, &out.State)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return Outcome{}, false, nil
	case err != nil:
		return Outcome{}, false, err
	case by != account || was != sent:
		return Outcome{}, false, errs.Bad("id", "field.id_taken")
	}
	return out, true, nil
}

// photoRow is a photo as it is stored.
type photoRow struct{ ID, Account, File, UsedBy string }

func photoByID(q db.Reader, id string) (p photoRow, found bool, err error) {
	p.ID = id
	err = q.QueryRow(`SELECT account, file, used_by FROM field_photo WHERE id = $1`, id).Scan(&p.Account, &p.File, &p.UsedBy)
	if errors.Is(err, sql.ErrNoRows) {
		return p, false, nil
	}
	return p, err == nil, err
}

func bytesOf(raw json.RawMessage) io.Reader { return bytes.NewReader(raw) }
