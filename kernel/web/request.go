package web

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/identity"
	"reeve/kernel/policy"
	"reeve/kernel/secrets"
)

// Request is an HTTP request with what every handler needs to know.
type Request struct {
	*http.Request
	Who   identity.Who
	Text  *i18n.Localizer
	Now   time.Time
	Route *Route

	server      *Server
	address     string // keyed hash of the network address
	idempotency string // the Idempotency-Key, empty if none
	bodyHash    []byte
}

// Principal is who asks, for the policy.
func (r *Request) Principal() policy.Principal { return r.Who.Principal }

// Address is the keyed hash of the network address, good for counting within a day and nothing else.
func (r *Request) Address() string { return r.address }

// Network is the keyed hash of the network that the address lies in (/24, /56), good for limits within a day.
// "unknown" when the day's salt could not be had: then all count together.
func (r *Request) Network() string {
	hash, err := r.server.Address(r.Context(), r.Now, secrets.Network(r.server.clientAddress(r.Request)))
	if err != nil {
		return "unknown"
	}
	return hash
}

// Actor is who asks, for the audit log.
func (r *Request) Actor() db.Actor {
	p := r.Who.Principal
	return db.Actor{Kind: p.Kind, ID: p.ID, Post: p.Post, ActingFor: p.ActingFor, Address: r.address}
}

// Allowed asks the policy about one record; the error is Forbidden, or Unauthenticated when nobody is signed in.
func (r *Request) Allowed(action string, res policy.Resource) error {
	if r.server.policy.Allowed(r.Principal(), action, res) {
		return nil
	}
	return r.refuse()
}

// May tells whether the principal may do the action anywhere at all.
func (r *Request) May(action string) bool { return r.server.policy.May(r.Principal(), action) }

// Scope is what a list for this principal may contain.
func (r *Request) Scope(action string) policy.Scope {
	return r.server.policy.Scope(r.Principal(), action)
}

func (r *Request) refuse() error {
	if r.Who.Principal.Kind == "public" {
		return errs.New(errs.Unauthenticated, "web.sign_in_first")
	}
	if r.Who.Hold != "" {
		return errs.New(errs.Forbidden, "identity.factor.needed")
	}
	return errs.New(errs.Forbidden, "web.forbidden")
}

// Read runs fn on a consistent snapshot.
func (r *Request) Read(fn func(s *db.Snapshot) error) error { return r.server.db.Read(r.Context(), fn) }

// Int reads a whole number from the query, def when it is absent.
func (r *Request) Int(name string, def, least, most int) (int, error) {
	s := r.URL.Query().Get(name)
	if s == "" {
		return def, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < least || n > most {
		return 0, errs.Bad(name, "web.number_between", "least", least, "most", most)
	}
	return n, nil
}

// Write runs fn in a transaction as the one who asks. With an Idempotency-Key the answer is kept in the same
// transaction and repeated for the same request; the same key with another body is refused.
func Write[Out any](r *Request, fn func(tx *db.Tx) (Out, error)) (Out, error) {
	var out Out
	err := r.server.db.Write(r.Context(), r.Actor(), func(tx *db.Tx) error {
		var zero Out
		out = zero
		found, err := r.recall(tx, &out)
		if err != nil || found {
			return err
		}
		if out, err = fn(tx); err != nil {
			return err
		}
		return r.remember(tx, out)
	})
	if err != nil && r.idempotency != "" && db.IsUnique(err) {
		// Two requests with one key at the same time: the other one has won, its answer is ours.
		err = r.server.db.Read(context.WithoutCancel(r.Context()), func(s *db.Snapshot) error {
			found, rerr := r.recall(s, &out)
			if rerr == nil && !found {
				return err
			}
			return rerr
		})
	}
	return out, err
}

// Recall gives the answer that was kept for this Idempotency-Key, for handlers that check what may have expired
// meanwhile before they write.
func Recall[Out any](r *Request) (out Out, found bool, err error) {
	err = r.server.db.Read(r.Context(), func(s *db.Snapshot) error {
		found, err = r.recall(s, &out)
		return err
	})
	return out, found, err
}
