package identity

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/policy"
)

// HeldPost is a post that an account holds at an instant, as the organisation says.
type HeldPost struct {
	Post      string   // id
	Title     string   // {"en": "…"} as JSON
	Role      string   // the role that goes with the post
	Unit, Org string   // ids; Unit may be empty
	Places    []string // ids of the places the post answers for
	ActingFor bool     // stands in for the holder
}

// PostsFunc tells which posts an account holds at an instant, in a steady order.
type PostsFunc func(r db.Reader, account string, at time.Time) ([]HeldPost, error)

func noPosts(db.Reader, string, time.Time) ([]HeldPost, error) { return nil, nil }

// grants are what a post brings, while it is held: its role in its places, its unit, and for what is
// assigned to it.
func (h HeldPost) grants() []policy.Grant {
	if !slices.Contains(policy.StaffRoles(), h.Role) {
		return nil
	}
	var all []policy.Grant
	for _, place := range h.Places {
		all = append(all, policy.Grant{Role: h.Role, Scope: policy.Ref{Kind: policy.Place, ID: place}})
	}
	if h.Unit != "" {
		all = append(all, policy.Grant{Role: h.Role, Scope: policy.Ref{Kind: policy.Unit, ID: h.Unit}})
	}
	if h.Role == "clerk" || h.Role == "mayor" { // they act for their whole organisation, whatever is handed to it
		all = append(all, policy.Grant{Role: h.Role, Scope: policy.Ref{Kind: policy.Org, ID: h.Org}})
	}
	return append(all, policy.Grant{Role: h.Role, Scope: policy.Ref{Kind: policy.Post, ID: h.Post}})
}

// Who is the answer to "who asks?".
type Who struct {
	Principal policy.Principal // with the grants in force, and the public's
	Account   Account
	Posts     []HeldPost // held now; the one acted as is Principal.Post
	Session   string     // id of the session, empty for a token
	Token     string     // id of the token, empty for a session
	Hold      string     // HoldEnrol or HoldConfirm: a role demands a second factor that this session lacks; Principal has no grants of staff
}

// Actor is who the audit log says did it. address is the keyed hash of the network address.
func (w Who) Actor(address string) db.Actor {
	p := w.Principal
	return db.Actor{Kind: p.Kind, ID: p.ID, Post: p.Post, ActingFor: p.ActingFor, Address: address}
}

// Post is the post acted as; ok is false if there is none.
func (w Who) Post() (h HeldPost, ok bool) {
	n := slices.IndexFunc(w.Posts, func(h HeldPost) bool { return h.Post == w.Principal.Post })
	if n < 0 || w.Principal.Post == "" {
		return HeldPost{}, false
	}
	return w.Posts[n], true
}

// Principal finds out who holds a session's or an API token. errs.Unauthenticated if nobody does any more.
func (i *Identity) Principal(ctx context.Context, token string, now time.Time) (Who, error) {
	var w Who
	var stale bool // last_seen or last_used is to be written again
	err := i.d.Read(ctx, func(s *db.Snapshot) (err error) {
		var post string
		if strings.HasPrefix(token, "rv_") {
			w, stale, err = byToken(s, token, now)
		} else {
			w, post, stale, err = bySession(s, token, now)
		}
		if errors.Is(err, sql.ErrNoRows) {
			err = errs.New(errs.Unauthenticated, "identity.signed_out")
		}
		if err != nil {
			return err
		}
		if err := i.empower(s, &w, post, now); err != nil {
			return err
		}
		return withhold(s, &w)
	})
	if err != nil {
		return Who{}, err
	}
	if stale {
		// Losing this costs at most five minutes of a session; a full disk must not keep readers out.
		_ = i.d.Housekeep(ctx, func(tx *db.Tx) error { return touch(tx, w, now) })
	}
	return w, nil
}

func bySession(r db.Reader, token string, now time.Time) (w Who, post string, stale bool, err error) {
	var a accountRow
	var seen, factorAt int64
	var factor string
	err = r.QueryRow("SELECT s.id, s.post, s.last_seen, s.factor, s.factor_at, "+accountColumns+` FROM session s JOIN account a ON a.id = s.account
		WHERE s.token_hash = $1 AND s.expires_at > $2 AND s.last_seen > $3 AND a.state = $4`,
		hashToken(token), db.Micros(now), db.Micros(now.Add(-sessionIdle)), Active,
	).Scan(append([]any{&w.Session, &post, &seen, &factor, &factorAt}, a.fields()...)...)
	w.Account = a.account()
	w.Principal = policy.Principal{Kind: "account", ID: a.ID, Factor: factor, FactorAt: db.Time(factorAt)}
	return w, post, now.Sub(db.Time(seen)) > touchEvery, err
}

func byToken(r db.Reader, token string, now time.Time) (w Who, stale bool, err error) {
	var a accountRow
	var used sql.NullInt64
	var factor string
	err = r.QueryRow("SELECT t.id, t.last_used, t.factor, "+accountColumns+` FROM api_token t JOIN account a ON a.id = t.account
		WHERE t.hash = $1 AND (t.expires_at IS NULL OR t.expires_at > $2) AND t.revoked_at IS NULL AND a.state = $3`,
		hashToken(token), db.Micros(now), Active,
	).Scan(append([]any{&w.Token, &used, &factor}, a.fields()...)...)
	w.Account = a.account()
	w.Principal = policy.Principal{Kind: "token", ID: a.ID, Factor: factor}
	return w, now.Sub(db.NullTime(used)) > touchEvery, err
}

func touch(tx *db.Tx, w Who, now time.Time) error {
	if w.Session != "" {
		_, err := tx.Exec("UPDATE session SET last_seen = $2 WHERE id = $1 AND last_seen < $2", w.Session, db.Micros(now))
		return err
	}
	_, err := tx.Exec("UPDATE api_token SET last_used = $2 WHERE id = $1 AND (last_used IS NULL OR last_used < $2)", w.Token, db.Micros(now))
	return err
}

// empower collects what the account may do now: as the post it acts as, by grants given, and as anybody may.
func (i *Identity) empower(r db.Reader, w *Who, post string, now time.Time) error {
	var err error
	if w.Posts, err = i.posts(r, w.Account.ID, now); err != nil {
		return err
	}
	if h, ok := choose(w.Posts, post); ok {
		w.Principal.Post = h.Post
		if h.ActingFor {
			w.Principal.ActingFor = h.Post
		}
		w.Principal.Grants = h.grants()
	}
	given, err := grantsOf(r, w.Account.ID)
	if err != nil {
		return err
	}
	for _, g := range given {
		if g.runs(now) {
			w.Principal.Grants = append(w.Principal.Grants, g.Grant)
		}
	}
	w.Principal.Grants = append(w.Principal.Grants, policy.Public().Grants...)
	return nil
}

// choose gives the post asked for, if it is held; else the first one held in one's own right, else the first.
func choose(held []HeldPost, post string) (HeldPost, bool) {
	if len(held) == 0 {
		return HeldPost{}, false
	}
	if n := slices.IndexFunc(held, func(h HeldPost) bool { return h.Post == post }); n >= 0 {
		return held[n], true
	}
	return held[max(0, slices.IndexFunc(held, func(h HeldPost) bool { return !h.ActingFor }))], true
}
