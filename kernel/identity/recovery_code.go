package identity

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"strings"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
)

// codeCount is how many recovery codes there are in a set. Each has 50 random bits, is good once and is kept as a keyed
// hash: without the installation's key nobody can search for it.
const codeCount = 10

func newCode() string {
	var b [10]byte
	rand.Read(b[:])
	for n := range b {
		b[n] = crockford[b[n]&31]
	}
	return string(b[:5]) + "-" + string(b[5:])
}

// foldCode reads a code as it was meant: small letters, O for 0, I and L for 1.
func foldCode(code string) string {
	code = strings.ToUpper(strings.NewReplacer("-", "", " ", "").Replace(code))
	return strings.NewReplacer("O", "0", "I", "1", "L", "1").Replace(code)
}

func (i *Identity) codeHash(account, code string) string {
	return hex.EncodeToString(i.keys.MAC("recovery code", []byte(account+"\x00"+foldCode(code))))
}

// NewCodes makes a new set; the old one is good no more.
func (i *Identity) NewCodes(ctx context.Context, w Who, actor db.Actor, now time.Time) (codes []string, err error) {
	err = i.d.Write(ctx, actor, func(tx *db.Tx) error {
		if err := i.mayChange(tx, w, now); err != nil {
			return err
		}
		if codes, err = i.makeCodes(tx, w.Account.ID); err != nil {
			return err
		}
		return i.tell(tx, w.Account, Notice{What: "codes_made"})
	})
	return codes, err
}

// firstCodes makes a set for an account that has none left.
func (i *Identity) firstCodes(tx *db.Tx, account string) ([]string, error) {
	left, err := codesLeft(tx, account)
	if err != nil || left > 0 {
		return nil, err
	}
	return i.makeCodes(tx, account)
}

func (i *Identity) makeCodes(tx *db.Tx, account string) (codes []string, err error) {
	if _, err := tx.Exec("DELETE FROM recovery_code WHERE account = $1", account); err != nil {
		return nil, err
	}
	for range codeCount {
		code := newCode()
		_, err := tx.Exec("INSERT INTO recovery_code (hash, account, created_at) VALUES ($1, $2, $3)", i.codeHash(account, code), account, db.Micros(tx.Now()))
		if err != nil {
			return nil, err
		}
		codes = append(codes, code)
	}
	return codes, i.log.Record(tx, audit.Entry{Operation: audit.Alteration, Action: "identity.codes.make", Kind: "account", ID: account})
}

func codesLeft(r db.Reader, account string) (n int, err error) {
	err = r.QueryRow("SELECT count(*) FROM recovery_code WHERE account = $1 AND used_at IS NULL", account).Scan(&n)
	return n, err
}
