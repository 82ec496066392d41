package identity

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"strings"
	"time"
	"unicode/utf8"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/id"
)

// Token is a program's key as its owner sees it; the key itself is shown once, when it is made.
type Token struct {
	ID        string
	Account   string
	Label     string
	CreatedAt time.Time
	Expires   time.Time // zero = never
	Revoked   time.Time // zero = not
	LastUsed  time.Time // to 5 minutes; zero = never
}

const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// newToken is 160 random bits in Crockford's base 32, with a prefix that tells scanners of leaked keys and
// us what it is: rv_ an API token, rs_ a session.
func newToken(prefix string) string {
	var b [32]byte
	rand.Read(b[:])
	for i := range b {
		b[i] = crockford[b[i]&31]
	}
	return prefix + string(b[:])
}

// hashToken is what is stored. The tokens are random, so a plain hash cannot be searched.
func hashToken(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// IssueToken makes a key with which a program acts as the account. expires may be zero. Only the person (or
// the system, from the command line) makes one for a person: an administrator must not act as an officer.
//
// A token made from here has shown no second factor, unless it is the system's own: see [Identity.IssueTokenIn].
func (i *Identity) IssueToken(ctx context.Context, actor db.Actor, account, label string, expires time.Time) (string, error) {
	factor := ""
	if actor.Kind == "system" {
		factor = ByFolder
	}
	return i.issueToken(ctx, actor, account, label, expires, factor)
}

// IssueTokenIn is IssueToken in somebody's session: what the session has shown counts for the token, so that one for a
// role that demands a second factor is good only if a person has shown it.
func (i *Identity) IssueTokenIn(ctx context.Context, w Who, actor db.Actor, account, label string, expires time.Time) (string, error) {
	factor := ""
	if w.Session != "" && Strong(w.Principal) {
		factor = w.Principal.Factor
	}
	return i.issueToken(ctx, actor, account, label, expires, factor)
}

func (i *Identity) issueToken(ctx context.Context, actor db.Actor, account, label string, expires time.Time, factor string) (string, error) {
	label = strings.TrimSpace(label)
	if label == "" || utf8.RuneCountInString(label) > 200 {
		return "", errs.Bad("label", "identity.token.label")
	}
	token := newToken("rv_")
	err := i.d.Write(ctx, actor, func(tx *db.Tx) error {
		a, err := accountByID(tx, account)
		if err != nil {
			return err
		}
		if a.Kind == Person && actor.Kind != "system" && !isSelf(actor, account) {
			return errs.New(errs.Forbidden, "identity.token.person")
		}
		return i.insertToken(tx, token, account, label, expires, factor)
	})
	if err != nil {
		return "", err
	}
	return token, nil
}

func (i *Identity) insertToken(tx *db.Tx, token, account, label string, expires time.Time, factor string) error {
	key := id.New()
	_, err := tx.Exec(`INSERT INTO api_token (id, hash, account, label, created_at, expires_at, version, factor)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, key, hashToken(token), account, label, db.Micros(tx.Now()), db.NullMicros(expires), 1, factor)
	if err != nil {
		return err
	}
	return i.log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "identity.token.issue", Kind: "token", ID: key, Version: 1})
}

// RevokeToken ends a key of an account, by its id.
func (i *Identity) RevokeToken(ctx context.Context, actor db.Actor, account, token string) error {
	return i.d.Write(ctx, actor, func(tx *db.Tx) error {
		n, err := tx.Exec("UPDATE api_token SET revoked_at = $3, version = version + 1 WHERE id = $1 AND account = $2 AND revoked_at IS NULL",
			token, account, db.Micros(tx.Now()))
		if err != nil {
			return err
		}
		if n == 0 {
			return errs.New(errs.NotFound, "identity.token.unknown")
		}
		return i.log.Record(tx, audit.Entry{Operation: audit.Alteration, Action: "identity.token.revoke", Kind: "token", ID: token})
	})
}

// Tokens are the keys of an account, revoked ones too, the latest first.
func (i *Identity) Tokens(ctx context.Context, account string) (all []Token, err error) {
	err = i.d.Read(ctx, func(s *db.Snapshot) error {
		all, err = tokensOf(s, account)
		return err
	})
	return all, err
}

func tokensOf(r db.Reader, account string) ([]Token, error) {
	return db.All(r, func(scan db.Scan) (t Token, err error) {
		var created int64
		var expires, revoked, used sql.NullInt64
		err = scan(&t.ID, &t.Account, &t.Label, &created, &expires, &revoked, &used)
		t.CreatedAt, t.Expires, t.Revoked, t.LastUsed = db.Time(created), db.NullTime(expires), db.NullTime(revoked), db.NullTime(used)
		return t, err
	}, "SELECT id, account, label, created_at, expires_at, revoked_at, last_used FROM api_token WHERE account = $1 ORDER BY created_at DESC, id", account)
}
