package events

import (
	"slices"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/web"
	"reeve/kernel/web/form"
)

// Enclosure is what another feature asks for in the form of a registration, and takes with it: the offer of a talk.
type Enclosure struct {
	// Groups are its questions; none where there is nothing to ask of this event now.
	Groups func(r *web.Request, q db.Reader, e Event, t form.Typed) ([]form.Group, error)
	// Take stores what was sent, in the transaction of the registration. Complaints name fields of the form.
	Take func(tx *db.Tx, r *web.Request, e Event, reg Registration, named []Standing) error
}

// enclosed are the questions of all enclosures.
func (v *Events) enclosed(r *web.Request, q db.Reader, e Event, t form.Typed) (all []form.Group, err error) {
	for _, one := range v.Enclosures {
		some, err := one.Groups(r, q, e, t)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	return all, nil
}

// enclose takes what came with a registration; named are the people of the event of the form.
func (v *Events) enclose(tx *db.Tx, r *web.Request, e Event, reg Registration, named []Standing) error {
	mine := slices.DeleteFunc(slices.Clone(named), func(s Standing) bool { return s.Event != e.ID })
	for _, one := range v.Enclosures {
		if err := one.Take(tx, r, e, reg, mine); err != nil {
			return err
		}
	}
	return nil
}

// atRow gives complaints about one person the person's row.
func atRow(err error, row int) error {
	bad := errs.Of(err)
	if bad == nil || len(bad.Fields) == 0 {
		return err
	}
	out := *bad
	out.Fields = slices.Clone(bad.Fields)
	for i := range out.Fields {
		out.Fields[i].Row = row
	}
	return &out
}

// Token is what an address names a record by that only its reader may open, for one purpose; see [Events.RefOf].
func (v *Events) Token(purpose, ref string) string { return v.token(purpose, ref) }

// RefOf is the ref of a token; false for one that was not made here for this purpose.
func (v *Events) RefOf(purpose, token string) (ref string, ok bool) { return v.refOf(purpose, token) }

// OfSeat is the nomination that a person's own link names; errs.NotFound for a link not made here.
func (v *Events) OfSeat(q db.Reader, token string) (s Standing, e Event, state string, err error) {
	ref, ok := v.refOf(linkSeat, token)
	if !ok {
		return s, e, "", errs.New(errs.NotFound, "practice.no_such_link")
	}
	if s, err = NominationByRef(q, ref); err == nil {
		e, state, err = EventByID(q, s.Event)
	}
	return s, e, state, err
}

// registrationByRef reads a registration without its time; errs.NotFound for none.
func registrationByRef(q db.Reader, ref string) (r Registration, err error) {
	err = q.QueryRow(`SELECT r.id, r.ref, r.event, r.org, r.version FROM practice_registration r WHERE r.ref = $1`, ref).Scan(&r.ID, &r.Ref, &r.Event, &r.Org, &r.Version)
	return r, found(err)
}

// MayRegister asks whether who asks may name people of an organisation for an event and answer for them.
func (v *Events) MayRegister(r *web.Request, e Event, org string) error {
	return v.mayRegister(r, e, org)
}
