package identity

import (
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"strconv"
	"strings"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/kernel/identity/totp"
)

// CodeApp is an app that shows a new code every half minute, as its owner sees it.
type CodeApp struct {
	ID        string
	CreatedAt time.Time
	LastUsed  time.Time // zero = never

	sealed []byte
	last   int64 // step of the code used last
}

// Offer is a fresh secret for an app. It goes to the page and comes back with the first code; Seal shows that it is
// ours, for this session and not too old, so that nothing is stored of what nobody sets up.
type Offer struct {
	Secret string // base 32
	Seal   string
	URI    string // for a QR code
}

// offerLife is how long one may look for the app.
const offerLife = time.Hour

// OfferApp draws a secret for whoever is signed in.
func (i *Identity) OfferApp(w Who, now time.Time) Offer {
	secret := totp.New()
	issuer := "Reeve"
	if i.Site != nil {
		issuer = i.Site().Name
	}
	return Offer{Secret: secret.Text(), Seal: i.sealOffer(w, secret.Text(), now.Add(offerLife)), URI: secret.URI(issuer, w.Account.Email)}
}

func (i *Identity) sealOffer(w Who, secret string, until time.Time) string {
	end := strconv.FormatInt(until.Unix(), 10)
	return end + "." + hex.EncodeToString(i.keys.MAC("code app offer", []byte(w.Session+"\x00"+end+"\x00"+secret)))
}

func (i *Identity) openOffer(w Who, o Offer, now time.Time) (totp.Secret, error) {
	end, _, _ := strings.Cut(o.Seal, ".")
	unix, err := strconv.ParseInt(end, 10, 64)
	if err != nil || w.Session == "" || o.Seal != i.sealOffer(w, o.Secret, time.Unix(unix, 0)) || !now.Before(time.Unix(unix, 0)) {
		return nil, errs.New(errs.Invalid, "identity.app.offer_late")
	}
	return totp.Parse(o.Secret)
}

// AddApp keeps the secret once the app has shown a right code; an app set up before is replaced. codes are fresh
// recovery codes, shown once, if it is the account's first factor.
func (i *Identity) AddApp(ctx context.Context, w Who, actor db.Actor, o Offer, code string, now time.Time) (codes []string, err error) {
	secret, err := i.openOffer(w, o, now)
	if err != nil {
		return nil, err
	}
	step, ok := secret.Match(digitsOf(code), now, 0)
	if !ok {
		return nil, errs.Bad("code", "identity.app.code_wrong")
	}
	key := id.New()
	err = i.d.Write(ctx, actor, func(tx *db.Tx) error {
		if err := i.mayChange(tx, w, now); err != nil {
			return err
		}
		if old, had, err := totpOf(tx, w.Account.ID); err != nil {
			return err
		} else if had {
			if err := i.removeApp(tx, old); err != nil {
				return err
			}
		}
		sealed, err := i.keys.SealNew(tx, "totp/"+key, "secret", secret)
		if err != nil {
			return err
		}
		_, err = tx.Exec("INSERT INTO totp (id, account, secret, last_step, created_at, version) VALUES ($1, $2, $3, $4, $5, $6)",
			key, w.Account.ID, sealed, step, db.Micros(tx.Now()), 1)
		if err != nil {
			return err
		}
		if err := i.log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "identity.app.add", Kind: "totp", ID: key, Version: 1}); err != nil {
			return err
		}
		if err := raise(tx, w.Session, ByTOTP, now); err != nil {
			return err
		}
		if codes, err = i.firstCodes(tx, w.Account.ID); err != nil {
			return err
		}
		return i.tell(tx, w.Account, Notice{What: "app_added"})
	})
	return codes, errors.Join(err, i.syncErased(ctx, err))
}

// RemoveApp takes the app away. The last factor stays.
func (i *Identity) RemoveApp(ctx context.Context, w Who, actor db.Actor, now time.Time) error {
	err := i.d.Write(ctx, actor, func(tx *db.Tx) error {
		if err := i.mayChange(tx, w, now); err != nil {
			return err
		}
		app, had, err := totpOf(tx, w.Account.ID)
		if err != nil {
			return err
		}
		if !had {
			return errs.New(errs.NotFound, "identity.app.unknown")
		}
		all, err := passkeysOf(tx, w.Account.ID)
		if err != nil {
			return err
		}
		if len(keysOf(all)) == 0 {
			return errs.New(errs.Conflict, "identity.factor.last")
		}
		if err := i.removeApp(tx, app); err != nil {
			return err
		}
		return i.tell(tx, w.Account, Notice{What: "app_removed"})
	})
	return errors.Join(err, i.syncErased(ctx, err))
}

// removeApp erases the secret for good; that there was an app stays.
func (i *Identity) removeApp(tx *db.Tx, app CodeApp) error {
	if err := i.keys.Erase(tx, "totp/"+app.ID, "totp", "identity.app.remove"); err != nil {
		return err
	}
	if _, err := tx.Exec("UPDATE totp SET removed_at = $2, secret = NULL, version = version + 1 WHERE id = $1", app.ID, db.Micros(tx.Now())); err != nil {
		return err
	}
	return i.log.Record(tx, audit.Entry{Operation: audit.Alteration, Action: "identity.app.remove", Kind: "totp", ID: app.ID})
}

// syncErased brings the file of erasures up to date after a write that went well.
func (i *Identity) syncErased(ctx context.Context, err error) error {
	if err != nil {
		return nil
	}
	return i.keys.SyncLedger(ctx, i.d)
}

func totpOf(r db.Reader, account string) (app CodeApp, had bool, err error) {
	var created int64
	var used sql.NullInt64
	err = r.QueryRow("SELECT id, secret, last_step, created_at, last_used FROM totp WHERE account = $1 AND removed_at IS NULL", account).
		Scan(&app.ID, &app.sealed, &app.last, &created, &used)
	if errors.Is(err, sql.ErrNoRows) {
		return CodeApp{}, false, nil
	}
	app.CreatedAt, app.LastUsed = db.Time(created), db.NullTime(used)
	return app, err == nil, err
}

// digitsOf is a code as it is compared: people type it in groups.
func digitsOf(code string) string { return strings.Join(strings.Fields(code), "") }
