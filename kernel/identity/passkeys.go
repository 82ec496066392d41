package identity

import (
	"context"
	"database/sql"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/kernel/identity/passkey"
)

// Passkey is a passkey as its owner sees it.
type Passkey struct {
	ID        string
	Label     string
	Shared    bool // the owner's devices may share it
	CreatedAt time.Time
	LastUsed  time.Time // zero = never
	Suspect   time.Time // its counter betrayed a copy; it signs nobody in any more. Zero = not

	key     passkey.Key
	account string
}

const passkeyColumns = "id, account, credential, public_key, label, transports, backup_eligible, sign_count, created_at, last_used, suspect_at"

func scanPasskey(scan db.Scan) (p Passkey, err error) {
	var transports string
	var count, created int64
	var used, suspect sql.NullInt64
	err = scan(&p.ID, &p.account, &p.key.Credential, &p.key.Public, &p.Label, &transports, &p.key.BackupEligible, &count, &created, &used, &suspect)
	p.Shared, p.key.Count, p.key.Transports = p.key.BackupEligible, uint32(count), strings.Fields(transports)
	p.CreatedAt, p.LastUsed, p.Suspect = db.Time(created), db.NullTime(used), db.NullTime(suspect)
	return p, err
}

func passkeysOf(r db.Reader, account string) ([]Passkey, error) {
	return db.All(r, scanPasskey, "SELECT "+passkeyColumns+" FROM passkey WHERE account = $1 AND removed_at IS NULL ORDER BY created_at, id", account)
}

// keysOf are those that can sign.
func keysOf(all []Passkey) (keys []passkey.Key) {
	for _, p := range all {
		if p.Suspect.IsZero() {
			keys = append(keys, p.key)
		}
	}
	return keys
}

// party is the site that passkeys are for; ok is false where there can be none.
func (i *Identity) party() (passkey.Party, bool) {
	if i.Site == nil {
		return passkey.Party{}, false
	}
	return passkey.At(i.Site())
}

// Origin is the address at which passkeys work, empty where browsers know none.
func (i *Identity) Origin() string {
	p, _ := i.party()
	return p.Origin
}

// owner is whom a passkey signs in. The handle follows from the account by the installation's key: it tells a device
// nothing, and nothing has to be stored.
func (i *Identity) owner(a Account) passkey.Owner {
	return passkey.Owner{Handle: i.keys.MAC("passkey owner", []byte(a.ID)), Account: a.Email, Name: a.Name}
}

// CreationOptions is what the browser makes a passkey with for whoever is signed in, empty where there can be none.
func (i *Identity) CreationOptions(ctx context.Context, w Who, now time.Time) (string, error) {
	party, ok := i.party()
	if !ok || w.Session == "" {
		return "", nil
	}
	known, err := i.passkeys(ctx, w.Account.ID)
	if err != nil {
		return "", err
	}
	var keys []passkey.Key
	for _, p := range known {
		keys = append(keys, p.key)
	}
	return party.Creation(i.challenge(toEnrol, w.Session, now), i.owner(w.Account), keys)
}

func (i *Identity) passkeys(ctx context.Context, account string) (all []Passkey, err error) {
	err = i.d.Read(ctx, func(s *db.Snapshot) error {
		all, err = passkeysOf(s, account)
		return err
	})
	return all, err
}

// AddPasskey keeps the passkey that a browser has made. codes are fresh recovery codes, shown once, if it is the
// account's first factor.
func (i *Identity) AddPasskey(ctx context.Context, w Who, actor db.Actor, label, answer string, now time.Time) (codes []string, err error) {
	label = strings.TrimSpace(label)
	if label == "" || utf8.RuneCountInString(label) > 100 {
		return nil, errs.Bad("label", "identity.passkey.label")
	}
	party, ok := i.party()
	if !ok || w.Session == "" {
		return nil, passkeyRefused()
	}
	a, err := passkey.ReadCreation(answer)
	if err != nil {
		return nil, errs.Wrap(err, errs.Invalid, "identity.passkey.not_made")
	}
	until, err := i.checkChallenge(toEnrol, w.Session, a.Challenge, now)
	if err != nil {
		return nil, err
	}
	key, err := party.Registered(a, i.owner(w.Account))
	if err != nil {
		return nil, errs.Wrap(err, errs.Invalid, "identity.passkey.not_made")
	}
	p := Passkey{ID: id.New(), Label: label, key: key, account: w.Account.ID}
	err = i.d.Write(ctx, actor, func(tx *db.Tx) error {
		if err := i.mayChange(tx, w, now); err != nil {
			return err
		}
		if err := spend(tx, a.Challenge, until); err != nil {
			return err
		}
		if err := insertPasskey(tx, p); err != nil {
			return err
		}
		if err := i.log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "identity.passkey.add", Kind: "passkey", ID: p.ID, Version: 1}); err != nil {
			return err
		}
		if err := raise(tx, w.Session, ByPasskey, now); err != nil {
			return err
		}
		if codes, err = i.firstCodes(tx, w.Account.ID); err != nil {
			return err
		}
		return i.tell(tx, w.Account, Notice{What: "passkey_added", Label: label})
	})
	return codes, err
}

func insertPasskey(tx *db.Tx, p Passkey) error {
	n, err := tx.Exec(`INSERT INTO passkey (id, account, credential, public_key, label, transports, backup_eligible, sign_count, created_at, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (credential) DO NOTHING`,
		p.ID, p.account, p.key.Credential, p.key.Public, p.Label, strings.Join(p.key.Transports, " "), p.key.BackupEligible, int64(p.key.Count), db.Micros(tx.Now()), 1)
	if err == nil && n == 0 {
		return errs.New(errs.Conflict, "identity.passkey.known")
	}
	return err
}

// RemovePasskey takes a passkey away. The last factor stays: another is set up first, or two administrators help.
func (i *Identity) RemovePasskey(ctx context.Context, w Who, actor db.Actor, key string, now time.Time) error {
	return i.d.Write(ctx, actor, func(tx *db.Tx) error {
		if err := i.mayChange(tx, w, now); err != nil {
			return err
		}
		all, err := passkeysOf(tx, w.Account.ID)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(all, func(p Passkey) bool { return p.ID == key })
		if at < 0 {
			return errs.New(errs.NotFound, "identity.passkey.unknown")
		}
		_, app, err := totpOf(tx, w.Account.ID)
		if err != nil {
			return err
		}
		if left := keysOf(slices.Delete(slices.Clone(all), at, at+1)); len(left) == 0 && !app {
			return errs.New(errs.Conflict, "identity.factor.last")
		}
		if err := i.removePasskey(tx, all[at]); err != nil {
			return err
		}
		return i.tell(tx, w.Account, Notice{What: "passkey_removed", Label: all[at].Label})
	})
}

func (i *Identity) removePasskey(tx *db.Tx, p Passkey) error {
	if _, err := tx.Exec("UPDATE passkey SET removed_at = $2, version = version + 1 WHERE id = $1 AND removed_at IS NULL", p.ID, db.Micros(tx.Now())); err != nil {
		return err
	}
	return i.log.Record(tx, audit.Entry{Operation: audit.Alteration, Action: "identity.passkey.remove", Kind: "passkey", ID: p.ID})
}
