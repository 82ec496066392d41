package identity

import (
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"math"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
)

// tries names the two counters of a sign-in. The address is counted whether or not an account has it, under
// a keyed hash: nobody can read from the counters who has an account, or who tried.
type tries struct {
	account string // empty where no account is named yet
	address string // empty where the network address is not known
}

func (i *Identity) tries(email, addressHash string) tries {
	t := tries{account: "account/" + hex.EncodeToString(i.keys.MAC("sign-in counters", []byte(FoldEmail(email)))[:16])}
	if addressHash != "" {
		t.address = "address/" + addressHash
	}
	return t
}

// slowing is how fast failures make the next try wait.
type slowing struct {
	free   int64         // failures without any wait
	most   time.Duration // longest wait
	forget time.Duration // failures count no more after so long without another
}

// An account is slowed early; a network address late, since a whole station may sit behind one.
func accountSlowing() slowing { return slowing{free: 5, most: 5 * time.Minute, forget: 12 * time.Hour} }
func addressSlowing() slowing {
	return slowing{free: 40, most: 5 * time.Minute, forget: 12 * time.Hour}
}

// wait is how long after the last failure the next try may come: nothing at first, then 1, 2, 4 … seconds.
func (s slowing) wait(failures int64) time.Duration {
	over := failures - s.free
	if over < 0 {
		return 0
	}
	if over > 20 {
		return s.most
	}
	return min(time.Second<<over, s.most)
}

// reserve counts a failure in advance, or refuses the try with errs.TooMany and the seconds to wait.
func (i *Identity) reserve(ctx context.Context, t tries, now time.Time) error {
	return i.d.Housekeep(ctx, func(tx *db.Tx) error {
		if t.account != "" {
			if err := count(tx, t.account, accountSlowing(), now); err != nil {
				return err
			}
		}
		if t.address == "" {
			return nil
		}
		return count(tx, t.address, addressSlowing(), now)
	})
}

func count(tx *db.Tx, who string, s slowing, now time.Time) error {
	var failures, last int64
	err := tx.QueryRow("SELECT failures, last_at FROM sign_in_failure WHERE who = $1", who).Scan(&failures, &last)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	if now.Sub(db.Time(last)) > s.forget {
		failures = 0
	}
	if left := s.wait(failures) - now.Sub(db.Time(last)); failures > 0 && left > 0 {
		return errs.New(errs.TooMany, "identity.wait", "seconds", int(math.Ceil(left.Seconds())))
	}
	_, err = tx.Exec(`INSERT INTO sign_in_failure (who, failures, last_at) VALUES ($1, $2, $3)
		ON CONFLICT (who) DO UPDATE SET failures = $2, last_at = $3`, who, failures+1, db.Micros(now))
	return err
}

// settle takes back what reserve counted, after a right password.
func settle(tx *db.Tx, t tries) error {
	if _, err := tx.Exec("DELETE FROM sign_in_failure WHERE who = $1", t.account); err != nil {
		return err
	}
	_, err := tx.Exec("UPDATE sign_in_failure SET failures = failures - 1 WHERE who = $1 AND failures > 0", t.address)
	return err
}
