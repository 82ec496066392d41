package workshop

import (
	"net/http"
	"strings"
	"sync"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/web"
	"reeve/modules/plan/register"
)

// cookieName keeps a person's token in the browser.
const cookieName = "reeve_room"

// insider is who looks at a room: a person in it, or staff who may read its plan.
type insider struct {
	room   Room
	plan   register.Plan
	person Person // empty for staff who have not joined
}

// key tells insiders apart for counting their streams.
func (in insider) key() string {
	if in.person.ID != "" {
		return in.person.ID
	}
	return "desk"
}

// inside finds who asks about the room of the address. What somebody may not see is not there.
func (w *Workshop) inside(q db.Reader, r *web.Request) (in insider, err error) {
	if in.room, err = ByRef(q, r.PathValue("ref")); err != nil {
		return in, err
	}
	if in.plan, err = register.ByID(q, in.room.Plan); err != nil {
		return in, err
	}
	if c, cerr := r.Cookie(cookieName); cerr == nil {
		if in.person, err = personByToken(q, in.room.ID, c.Value); err == nil {
			return in, nil
		} else if errs.KindOf(err) != errs.Unauthenticated {
			return in, err
		}
	}
	in.person = Person{}
	if r.Who.Account.ID == "" {
		return in, errs.New(errs.Unauthenticated, "plan.workshop.come_in_first")
	}
	v, err := register.Versions(q, in.plan.ID)
	if err != nil {
		return in, err
	}
	shown, ok := register.Shown(v, w.Register.Today(r.Now))
	if !ok {
		return in, errs.New(errs.NotFound, "plan.workshop.no_such_room")
	}
	e, err := w.Register.Edition(q, in.plan, shown)
	if err != nil {
		return in, err
	}
	if r.Allowed("plan.read", w.Register.ReadBy(in.plan, e)) != nil {
		return in, errs.New(errs.NotFound, "plan.workshop.no_such_room")
	}
	return in, nil
}

// setCookie lets the browser keep a token for a day; script cannot read it.
func (w *Workshop) setCookie(rw http.ResponseWriter, token string, life time.Duration) {
	http.SetCookie(rw, &http.Cookie{Name: cookieName, Value: token, Path: "/", MaxAge: int(life / time.Second), HttpOnly: true, SameSite: http.SameSiteLaxMode,
		Secure: strings.HasPrefix(w.BaseURL(), "https://")})
}

// knocks slows down whoever tries codes. A whole room sits behind one address, so only wrong tries are counted.
type knocks struct {
	mu    sync.Mutex
	wrong map[string]*bucket
}

type bucket struct {
	tokens float64
	at     time.Time
}

const (
	knockBurst  = 15   // wrong codes of one network at once
	knockPerSec = 0.02 // and then so many
)

func newKnocks() *knocks { return &knocks{wrong: map[string]*bucket{}} }

// may refuses with errs.TooMany who has tried too many wrong codes.
func (k *knocks) may(network string, now time.Time) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	b := k.wrong[network]
	if b == nil {
		return nil
	}
	b.tokens = min(knockBurst, b.tokens+knockPerSec*max(0, now.Sub(b.at).Seconds()))
	b.at = now
	if b.tokens < 1 {
		return errs.New(errs.TooMany, "plan.workshop.too_many_codes", "seconds", int((1-b.tokens)/knockPerSec)+1)
	}
	return nil
}

// miss counts a wrong code.
func (k *knocks) miss(network string, now time.Time) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.wrong) > 100_000 {
		clear(k.wrong)
	}
	b := k.wrong[network]
	if b == nil {
		b = &bucket{tokens: knockBurst, at: now}
		k.wrong[network] = b
	}
	b.tokens--
}
