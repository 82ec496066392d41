package community

import (
	"context"
	"encoding/json"
	"errors"
	"strconv"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/process"
)

// calendarSteps are the steps that bring a life from the state it is in to the one that its days give it. Lives that
// people have not yet signed, or have ended, stay.
func calendarSteps(have, want string) []string {
	switch {
	case have == want:
		return nil
	case have == Signed && want == InForce, have == RenewalDue && want == InForce, have == Expired && want == InForce:
		return []string{"enter_force"}
	case have == Signed && want == RenewalDue, have == Expired && want == RenewalDue:
		return []string{"enter_force", "fall_due"}
	case (have == InForce || have == Amended) && want == RenewalDue:
		return []string{"fall_due"}
	case (have == Signed || have == InForce || have == Amended || have == RenewalDue) && want == Expired:
		return []string{"expire"}
	}
	return nil
}

// settle brings an agreement to what its days say: state, warnings, posts, and who is told. It changes nothing where
// everything has been done before.
func (c *Community) settle(tx *db.Tx, a *Agreement) error {
	day := c.dayAt(a.Place, tx.Now())
	i, err := process.Load(tx, a.ID)
	if err != nil {
		return err
	}
	for _, step := range calendarSteps(i.State, a.StateOn(day)) {
		if i, err = c.byCalendar(tx, *a, i, step, 0); err != nil {
			return err
		}
	}
	before := *a
	if due := a.warning(day); due > 0 && (a.Warned == 0 || due < a.Warned) && alive(i.State) {
		if _, err = c.byCalendar(tx, *a, i, "warn", due); err != nil {
			return err
		}
		a.Warned = due
	} else if due == 0 {
		a.Warned = 0 // a new end brings new warnings
	}
	why := ""
	switch holds := a.HoldsOn(day); {
	case holds && !a.Running:
		a.Running, why = true, "in force from "+a.Begins()
		err = errors.Join(c.openPosts(tx, *a), c.announce(tx, AgreementInForce{a.ID, a.Version + 1}))
	case !holds && a.Running:
		a.Running, why = false, "last day "+a.Last()
		err = errors.Join(c.flagPosts(tx, *a), c.announce(tx, AgreementEnded{a.ID, a.Version + 1}))
	}
	if err != nil {
		return err
	}
	a.NextOn = a.nextAfter(day)
	if a.Running == before.Running && a.Warned == before.Warned && a.NextOn == before.NextOn {
		return nil
	}
	return c.save(tx, a, Kind+".calendar", why)
}

// alive tells whether a state is one of those in which an agreement is in force and goes on.
func alive(state string) bool { return state == InForce || state == Amended || state == RenewalDue }

// said is what a step brings with it. It is kept in the open: agreements are public matters.
type said struct {
	Reason    string `json:"reason,omitempty"`
	Day       string `json:"day,omitempty"`       // the day that the step is about
	Left      int64  `json:"left,omitempty"`      // days to the end, of a warning
	Successor string `json:"successor,omitempty"` // ref of the agreement that follows
}

// byCalendar takes a step as the system. It happened when the day began, which may be a while ago.
func (c *Community) byCalendar(tx *db.Tx, a Agreement, i process.Instance, step string, left int64) (process.Instance, error) {
	day, attention := a.Begins(), ""
	switch step {
	case "enter_force":
		if i.State != Signed { // a later end has brought it back
			day = ""
		}
	case "fall_due":
		day, attention = a.RenewFrom(), Kind+".attention.fall_due"
	case "warn":
		day, attention = a.Last(), Kind+".attention.warn_"+strconv.FormatInt(left, 10)
	case "expire":
		day, attention = a.Last(), Kind+".attention.expire"
	}
	at := c.midnight(a.Place, day) // the zero time for no day
	if step == "expire" {
		at = c.midnight(a.Place, addDays(day, 1))
	}
	if step == "warn" || at.After(tx.Now()) || at.Before(i.OpenedAt) {
		at = tx.Now()
	}
	detail, err := json.Marshal(said{Day: day, Left: left})
	if err != nil {
		return i, err
	}
	i, _, err = c.Process.Apply(tx, process.Command{Instance: a.ID, Step: step, OccurredAt: at, Backdated: true, Program: true, Detail: detail, Attention: attention,
		Change: c.assign(a.Place)})
	return i, err
}

// assign gives a life the post that answers for its place, where it has none.
func (c *Community) assign(place string) func(*process.Instance) {
	f, ok := c.responsible(place)
	return func(i *process.Instance) {
		if ok && i.Post == "" {
			i.Post, i.Unit = f.Post.ID, f.Post.Unit
		}
	}
}

// settleBatch is how many agreements go into one transaction.
const settleBatch = 50

// Turn brings all agreements to what the calendar says: those that begin, fall due, are to be warned of or end. It may
// run as often as it likes, and makes up for the days on which it did not.
func (c *Community) Turn(ctx context.Context, now time.Time) error {
	// The farthest zone east is 14 hours ahead; who is not there yet is left as it is.
	latest := now.UTC().Add(14 * time.Hour).Format(time.DateOnly)
	after := ""
	for {
		var ids []string
		err := c.DB.Read(ctx, func(s *db.Snapshot) (err error) {
			ids, err = db.Strings(s, "SELECT id FROM agreement WHERE next_on <= $1 AND id > $2 ORDER BY id LIMIT 50", latest, after)
			return err
		})
		if err != nil || len(ids) == 0 {
			return errors.Join(err, c.turnObligations(ctx, now))
		}
		after = ids[len(ids)-1]
		if err := c.turnSome(ctx, ids); err != nil {
			return err
		}
		if len(ids) < settleBatch {
			return c.turnObligations(ctx, now)
		}
	}
}

// errNothing takes back a transaction in which nothing was to be done.
var errNothing = errors.New("nothing to do")

func (c *Community) turnSome(ctx context.Context, ids []string) error {
	err := c.DB.Write(ctx, db.System(), func(tx *db.Tx) error {
		n := 0
		for _, id := range ids {
			a, err := Get(tx, id)
			if err != nil {
				return err
			}
			if a.NextOn > c.dayAt(a.Place, tx.Now()) {
				continue
			}
			if err := c.settle(tx, &a); err != nil {
				return err
			}
			n++
		}
		if n == 0 {
			return errNothing
		}
		return nil
	})
	if errors.Is(err, errNothing) {
		return nil
	}
	return err
}
