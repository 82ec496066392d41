package identity

import (
	"context"
	"slices"
	"time"
	"unicode/utf8"

	"reeve/kernel/db"
	"reeve/kernel/errs"
)

const (
	sessionIdle = 12 * time.Hour     // a session not used for so long is over
	sessionLife = 7 * 24 * time.Hour // and so is one this old
	touchEvery  = 5 * time.Minute    // how exactly last_seen is kept
)

// Session is a browser signed in, as its owner sees it.
type Session struct {
	ID        string
	Post      string // acting as, empty = the first post held
	CreatedAt time.Time
	LastSeen  time.Time // to 5 minutes
	Expires   time.Time
	Agent     string
	Factor    string // how the person signed in: ByPassword and so on
}

// Sessions are the running sessions of an account, the latest first.
func (i *Identity) Sessions(ctx context.Context, account string, now time.Time) (all []Session, err error) {
	err = i.d.Read(ctx, func(s *db.Snapshot) error {
		all, err = sessionsOf(s, account, now)
		return err
	})
	return all, err
}

func sessionsOf(r db.Reader, account string, now time.Time) ([]Session, error) {
	return db.All(r, func(scan db.Scan) (s Session, err error) {
		var created, seen, expires int64
		err = scan(&s.ID, &s.Post, &created, &seen, &expires, &s.Agent, &s.Factor)
		s.CreatedAt, s.LastSeen, s.Expires = db.Time(created), db.Time(seen), db.Time(expires)
		return s, err
	}, `SELECT id, post, created_at, last_seen, expires_at, agent, factor FROM session
		WHERE account = $1 AND expires_at > $2 AND last_seen > $3 ORDER BY last_seen DESC, id`,
		account, db.Micros(now), db.Micros(now.Add(-sessionIdle)))
}

// RevokeSession ends one session of an account, by its id.
func (i *Identity) RevokeSession(ctx context.Context, account, session string) error {
	return i.d.Housekeep(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec("DELETE FROM session WHERE account = $1 AND id = $2", account, session)
		if err == nil && n == 0 {
			return errs.New(errs.NotFound, "identity.session.unknown")
		}
		return err
	})
}

// SignOut ends the session that has this token; one already over is no error.
func (i *Identity) SignOut(ctx context.Context, token string) error {
	return i.d.Housekeep(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec("DELETE FROM session WHERE token_hash = $1", hashToken(token))
		return err
	})
}

// SwitchPost makes the person act as another of the posts held, from the next request on.
func (i *Identity) SwitchPost(ctx context.Context, w Who, post string, now time.Time) error {
	if !slices.ContainsFunc(w.Posts, func(h HeldPost) bool { return h.Post == post }) {
		return errs.Bad("post", "identity.post.not_held")
	}
	return i.d.Housekeep(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec("UPDATE session SET post = $2, last_seen = $3 WHERE id = $1", w.Session, post, db.Micros(now))
		if err == nil && n == 0 {
			return errs.New(errs.Unauthenticated, "identity.signed_out")
		}
		return err
	})
}

// Sweep forgets sessions and steps that are over, spent challenges past their end and counters that count no more. Called by the clock.
func (i *Identity) Sweep(ctx context.Context, now time.Time) error {
	return i.d.Housekeep(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec("DELETE FROM session WHERE expires_at <= $1 OR last_seen <= $2",
			db.Micros(now), db.Micros(now.Add(-sessionIdle))); err != nil {
			return err
		}
		if _, err := tx.Exec("DELETE FROM sign_in_step WHERE expires_at <= $1", db.Micros(now)); err != nil {
			return err
		}
		if _, err := tx.Exec("DELETE FROM spent_challenge WHERE expires_at <= $1", db.Micros(now)); err != nil {
			return err
		}
		_, err := tx.Exec("DELETE FROM sign_in_failure WHERE last_at < $1", db.Micros(now.Add(-accountSlowing().forget)))
		return err
	})
}

// shorten cuts a text to so many bytes, between characters.
func shorten(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
