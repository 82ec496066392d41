package workshop

import (
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/web"
	"reeve/modules/plan/rates"
)

// act is POST /desk/rooms/{ref}: everything that the chair does.
func (d *desk) act(r *web.Request) (web.Reply, error) {
	var persons []Person
	if r.PostForm.Get("act") == "finish" {
		err := r.Read(func(q *db.Snapshot) error {
			in, err := d.w.inside(q, r)
			if err != nil {
				return err
			}
			persons, err = Persons(q, in.room.ID)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	accounts := d.w.accountNames(r.Context(), persons)
	_, err := web.Write(r, func(tx *db.Tx) (string, error) {
		in, err := d.w.inside(tx, r)
		if err != nil {
			return "", err
		}
		if err := r.Allowed("plan.room.lead", d.w.Register.Resource(in.plan)); err != nil {
			return "", err
		}
		if err := tx.Lock(Kind, in.room.ID); err != nil {
			return "", err
		}
		if in.room.State != Open {
			return "", errs.New(errs.Conflict, "plan.workshop.over")
		}
		c := &chair{w: d.w, tx: tx, room: &in.room, plan: in.plan, may: d.w.Assess.May(r, in.plan)}
		return in.room.State, c.do(r, accounts)
	})
	if f, ok := r.Refusal(err); ok {
		return d.chairPage(r, &f)
	}
	if err != nil {
		return nil, err
	}
	d.w.hub.wakeAll()
	if r.PostForm.Get("act") == "finish" {
		return web.SeeOther("/desk/rooms/" + r.PathValue("ref") + "/summary"), nil
	}
	return web.SeeOther("/desk/rooms/" + r.PathValue("ref")), nil
}

// do takes the act of the form.
func (c *chair) do(r *web.Request, accounts map[string]string) error {
	f := r.PostForm
	number, t := f.Get("number"), typed{f.Get("challenge"), f.Get("advice"), r.Text.Lang().HTML()}
	switch f.Get("act") {
	case "show":
		return c.show(number)
	case "note":
		return c.note(number, t)
	case "close":
		return c.close(number, rates.Status(f.Get("status")), t)
	case "park":
		return c.park(number, f.Get("next"))
	case "reopen":
		return c.reopen(number)
	case "undo":
		return c.undo()
	case "hide":
		return c.w.hide(c.tx, c.room, f.Get("comment"), c.plan.Org)
	case "out":
		return c.out(f.Get("person"))
	case "code":
		return c.newCode()
	case "finish":
		return c.finish(r.Text, accounts)
	}
	return errs.New(errs.Invalid, "plan.workshop.no_such_act")
}

// out sends a person out of the room.
func (c *chair) out(key string) error {
	all, err := Persons(c.tx, c.room.ID)
	if err != nil {
		return err
	}
	for _, p := range all {
		if p.ID == key {
			return c.w.sendOut(c.tx, c.room, &p, c.plan.Org)
		}
	}
	return errs.New(errs.NotFound, "plan.workshop.no_such_person")
}

// newCode makes the code of the room another one, and good for another while. Who is in stays in.
func (c *chair) newCode() (err error) {
	if c.room.Code, err = freeCode(c.tx); err != nil {
		return err
	}
	c.room.CodeUntil = c.tx.Now().Add(codeLife)
	return c.w.saveRoom(c.tx, c.room, c.plan.Org, "plan.room.code")
}
