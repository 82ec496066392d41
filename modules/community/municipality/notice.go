package municipality

import (
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"slices"
	"strings"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/id"
)

// How an account is told of what is new.
const (
	Digest = "digest" // once a day, in the morning
	AtOnce = "now"    // a mail for each thing
	Off    = "off"
)

// Modes lists them in the order of forms.
func Modes() []string { return []string{Digest, AtOnce, Off} }

// notice is what an account has chosen; the digest where it has chosen nothing.
type notice struct {
	account, mode, digestOn string
	version                 int64
}

func noticeOf(q db.Reader, account string) (n notice, err error) {
	n = notice{account: account, mode: Digest}
	err = q.QueryRow("SELECT mode, digest_on, version FROM municipality_notice WHERE id = $1", account).Scan(&n.mode, &n.digestOn, &n.version)
	if errors.Is(err, sql.ErrNoRows) {
		return n, nil
	}
	return n, err
}

// save stores a notice with its entry in the log.
func (m *Municipality) save(tx *db.Tx, n notice, action string) error {
	n.version++
	if _, err := tx.Exec(`INSERT INTO municipality_notice (id, mode, digest_on, version) VALUES ($1, $2, $3, $4)
		ON CONFLICT (id) DO UPDATE SET mode = excluded.mode, digest_on = excluded.digest_on, version = excluded.version`, n.account, n.mode, n.digestOn, n.version); err != nil {
		return err
	}
	return m.Log.Record(tx, audit.Entry{Operation: audit.Alteration, Action: action, Kind: KindNotice, ID: n.account, Version: n.version})
}

// Choose stores how an account wants to be told.
func (m *Municipality) Choose(tx *db.Tx, account, mode string) error {
	if !slices.Contains(Modes(), mode) {
		return errs.Bad("mode", "municipality.mode_wrong")
	}
	n, err := noticeOf(tx, account)
	if err != nil {
		return err
	}
	n.mode = mode
	return m.save(tx, n, "community.municipality.choose")
}

// The address by which a mail is unsubscribed names the account, and carries a code that only this installation can make.
const (
	purpose   = "municipality notice"
	codeBytes = 18
)

func (m *Municipality) token(account string) string {
	raw, err := hex.DecodeString(strings.ReplaceAll(account, "-", ""))
	if err != nil {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(append(raw, m.Keys.MAC(purpose, []byte(account))[:codeBytes]...))
}

// accountOf reads a token; errs.NotFound for one that was not made here.
func (m *Municipality) accountOf(token string) (string, error) {
	raw, err := base64.RawURLEncoding.DecodeString(token)
	if err == nil && len(raw) == 16+codeBytes {
		h := hex.EncodeToString(raw[:16])
		account := h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
		if id.IsUUID(account) && m.token(account) == token {
			return account, nil
		}
	}
	return "", errs.New(errs.NotFound, "municipality.token_unknown")
}
