package day

import (
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/web"
	"reeve/kernel/web/form"
	"reeve/kernel/web/look"
	"reeve/modules/practice/events"
)

// certificateAt is the certificate that an address names, with whom it is of.
func (o *office) certificateAt(q db.Reader, r *web.Request) (e events.Event, a Attendance, c Certificate, err error) {
	if e, _, err = o.event(q, r, r.PathValue("ref")); err != nil {
		return e, a, c, err
	}
	if a, err = ByRef(q, r.PathValue("attendance")); err != nil {
		return e, a, c, err
	}
	c, ok, err := certificateOf(q, a.ID)
	if err == nil && (!ok || a.Event != e.ID) {
		err = errs.New(errs.NotFound, "practice.day.no_such")
	}
	return e, a, c, err
}

func (o *office) showRevoke(r *web.Request) (web.Reply, error) {
	return o.revokePage(r, form.Fresh(nil))
}

// revokePage asks why a certificate is to be valid no longer; one that was revoked can be issued again.
func (o *office) revokePage(r *web.Request, t form.Typed) (web.Reply, error) {
	var v form.View
	err := r.Read(func(q *db.Snapshot) error {
		e, a, c, err := o.certificateAt(q, r)
		if err != nil {
			return err
		}
		p, err := o.Person(q, a)
		if errs.KindOf(err) == errs.Gone {
			p.Name = r.Text.T("practice.person_erased")
		} else if err != nil {
			return err
		}
		title := r.Text.T("practice.day.revoke")
		if c.Revoked {
			title = r.Text.T("practice.day.reissue")
		}
		v = form.View{Page: o.frame(r, title), Lead: form.Line(r.Text.T("practice.day.certificate")+" "+c.Number, p.Name, o.Org(r, a.Org)), Crumbs: o.crumbs(r, e, title), Back: form.Back(r, address(e)), Submit: title,
			Action: address(e) + "/certificates/" + a.Ref}
		if c.Revoked {
			v.Hidden = []form.Hidden{{Name: "way", Value: "again"}}
			return nil
		}
		v.Groups = []form.Group{{Parts: form.Parts(look.Field{Name: "reason", Type: "textarea", Rows: 3, Max: 1000, Label: r.Text.T("practice.reason"), Help: r.Text.T("practice.day.revoke_help"), Value: t.Values.Get("reason"), Required: true})}}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return o.forms.Answer(r, v, t)
}

// takeRevoke is POST .../day/certificates/{attendance}: the certificate is valid no longer, or again.
func (o *office) takeRevoke(r *web.Request) (web.Reply, error) {
	at, err := web.Write(r, func(tx *db.Tx) (string, error) {
		e, a, c, err := o.certificateAt(tx, r)
		if err != nil {
			return "", err
		}
		if form.Posted(r, "way") == "again" {
			_, err = o.Issue(tx, e, a)
			return address(e), err
		}
		return address(e), o.Revoke(tx, c, form.Posted(r, "reason"))
	})
	if err == nil {
		return web.SeeOther(at + "?done=yes"), nil
	}
	t, ok := form.Refused(r, err)
	if !ok {
		return nil, err
	}
	return o.revokePage(r, t)
}
