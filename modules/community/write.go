package community

import (
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/kernel/process"
	"reeve/modules/places"
)

// Add stores a new agreement and begins its life: as a draft, or where it is signed already in the state that its days
// give it. posts are the ids of posts that it opens. A number that the community has for this kind is errs.Conflict.
func (c *Community) Add(tx *db.Tx, a Agreement, posts ...string) (Agreement, error) {
	if err := c.checkIn(tx, a); err != nil {
		return a, err
	}
	if _, err := ByKey(tx, a.Kind, a.Number, a.Place); err == nil {
		return a, errs.New(errs.Conflict, "community.number_taken", "number", a.Number)
	} else if errs.KindOf(err) != errs.NotFound {
		return a, err
	}
	a.ID, a.Ref, a.Version = id.At(tx.Now()), id.Ref(), 1
	a.Running, a.Warned, a.NextOn = false, 0, ""
	if a.RenewMonths == 0 {
		a.RenewMonths = renewBefore
	}
	post, has := c.responsible(a.Place)
	if a.Org = c.keeper(a); a.Org == "" && has {
		a.Org = post.Org
	}
	if err := c.insert(tx, a, "community.agreement.add"); err != nil {
		return a, err
	}
	day := c.dayAt(a.Place, tx.Now())
	o := process.Opening{ID: a.ID, Definition: Kind, Ref: a.Ref, Subject: "community.kind." + a.Kind, Place: a.Place, Org: a.Org, At: tx.Now()}
	if k := c.calendarAt(a.Place); k != nil {
		o.Calendar = k.Code
	}
	if has {
		o.Post, o.Unit = post.Post.ID, post.Post.Unit
	}
	if state := a.StateOn(day); state == RenewalDue {
		o.State = InForce // falling due is a step that somebody has to hear of
	} else if state != Draft {
		o.State = state
	}
	if at := c.midnight(a.Place, a.Signed); a.Signed != "" && at.Before(tx.Now()) {
		o.At = at
	}
	if _, err := c.Process.Open(tx, o); err != nil {
		return a, err
	}
	for _, post := range posts {
		if err := c.openPost(tx, a, post); err != nil {
			return a, err
		}
	}
	return a, c.settle(tx, &a)
}

// keeper is the first party that is an organisation of the police.
func (c *Community) keeper(a Agreement) string {
	for _, p := range a.Parties {
		if o, ok := c.Places.Snapshot().Org(p.Org); ok && o.Kind == places.Police {
			return o.ID
		}
	}
	return ""
}

// Save stores what was changed of an agreement's content, read as a.Version. Kind, number and community stay, and once
// it is signed its days do too: steps move those.
func (c *Community) Save(tx *db.Tx, a Agreement) (Agreement, error) {
	old, err := Get(tx, a.ID)
	if err != nil {
		return a, err
	}
	if old.Version != a.Version {
		return a, movedOn(old)
	}
	a.Kind, a.Number, a.Place, a.Org = old.Kind, old.Number, old.Place, old.Org
	a.Signed, a.Extended, a.Ended, a.Running, a.Warned, a.NextOn, a.Ref = old.Signed, old.Extended, old.Ended, old.Running, old.Warned, old.NextOn, old.Ref
	if old.Signed != "" {
		a.From, a.Until = old.From, old.Until
	}
	if err := c.checkIn(tx, a); err != nil {
		return a, err
	}
	if err := spread(tx, a); err != nil {
		return a, err
	}
	if err := c.save(tx, &a, "community.agreement.save", ""); err != nil {
		return a, err
	}
	return a, c.settle(tx, &a)
}

// restate takes over what an imported file says of an agreement that is there already, days included. Its life follows
// the days where people have not ended it.
func (c *Community) restate(tx *db.Tx, old, now Agreement) (Agreement, error) {
	now.ID, now.Ref, now.Version, now.Org = old.ID, old.Ref, old.Version, old.Org
	now.Extended, now.Ended, now.Running, now.Warned, now.NextOn = old.Extended, old.Ended, old.Running, old.Warned, old.NextOn
	if err := c.checkIn(tx, now); err != nil {
		return now, err
	}
	if err := spread(tx, now); err != nil {
		return now, err
	}
	if err := c.save(tx, &now, "community.agreement.import", ""); err != nil {
		return now, err
	}
	return now, c.settle(tx, &now)
}

// checkIn is check with what only the database knows: places and organisations exist.
func (c *Community) checkIn(tx *db.Tx, a Agreement) error {
	if err := a.check(); err != nil {
		return err
	}
	for _, place := range a.places() {
		if _, err := places.GetPlace(tx, place); errs.KindOf(err) == errs.NotFound {
			return errs.Bad("territory", "community.no_such_place", "place", place)
		} else if err != nil {
			return err
		}
	}
	for _, org := range a.orgs() {
		if _, err := places.GetOrg(tx, org); errs.KindOf(err) == errs.NotFound {
			return errs.Bad("parties", "community.no_such_org", "org", org)
		} else if err != nil {
			return err
		}
	}
	return nil
}

func movedOn(a Agreement) error {
	e := errs.New(errs.Conflict, "community.changed_meanwhile")
	e.Current = map[string]any{"ref": a.Ref, "version": a.Version}
	return e
}

// civil is a stored day for the localizer; the zero time for none.
func civil(day string) time.Time {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return time.Time{}
	}
	return t
}
