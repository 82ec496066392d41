package places

import (
	"strings"

	"reeve/kernel/db"
	"reeve/kernel/document"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/identity"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// newAppointment is GET /desk/posts/{code}/appoint.
func (o *office) newAppointment(r *web.Request) (web.Reply, error) { return o.appointPage(r, typed{}) }

func (o *office) appointPage(r *web.Request, t typed) (web.Reply, error) {
	p, err := o.openPost(r)
	if err != nil {
		return nil, err
	}
	if err := o.mayWritePost(r, p.Post, p.unit, p.org); err != nil {
		return nil, err
	}
	if t.values == nil {
		kind := Holder
		if !p.Vacant() {
			kind = Substitute
		}
		t = fresh(map[string]string{"kind": kind, "from": o.day(r, p), "version": "0"})
	}
	title := r.Text.T("places.office.appoint")
	v := formView{Page: o.frame(r, title), Crumbs: o.postCrumbs(r, p, title), Lead: r.Text.T("places.office.appoint_lead", "post", o.word(r, p.Post.Titles)), Files: true,
		Action: postAddress(p.Post.Code) + "/appoint", Back: look.Act{Href: postAddress(p.Post.Code)}, Submit: title}
	v.Fields = []look.Field{{Name: "email", Type: "email", Label: r.Text.T("places.office.account"), Help: r.Text.T("places.office.account_help"), Value: t.values["email"], Required: true}}
	return o.appointForm(r, v, t)
}

// appointForm adds the questions that both forms ask.
func (o *office) appointForm(r *web.Request, v formView, t typed) (web.Reply, error) {
	var kinds []look.Option
	for _, k := range []string{Holder, Substitute, Acting} {
		kinds = append(kinds, look.Option{Value: k, Word: r.Text.T("places.office.kind." + k), Selected: k == t.values["kind"]})
	}
	optional := r.Text.T("places.office.optional")
	v.Fields = append(v.Fields,
		look.Field{Name: "kind", Type: "select", Label: r.Text.T("places.office.as"), Help: r.Text.T("places.office.kind_help"), Options: kinds},
		look.Field{Name: "from", Type: "date", Label: r.Text.T("places.office.from"), Value: t.values["from"], Required: true},
		look.Field{Name: "until", Type: "date", Label: r.Text.T("places.office.last_day"), Help: r.Text.T("places.office.last_day_help"), Value: t.values["until"], Optional: optional},
		look.Field{Name: "public_name", Label: r.Text.T("places.office.public_name"), Help: r.Text.T("places.office.public_name_help"), Value: t.values["public_name"], Optional: optional},
		look.Field{Name: "rank", Label: r.Text.T("places.office.rank"), Value: t.values["rank"], Optional: optional},
		look.Field{Name: "languages", Label: r.Text.T("places.office.languages"), Help: r.Text.T("places.office.languages_help"), Value: t.values["languages"], Optional: optional, Key: true},
		look.Field{Name: "photo", Type: "file", Label: r.Text.T("places.office.photo"), Help: r.Text.T("places.office.photo_help"), Accept: "image/jpeg,image/png,image/webp", Optional: optional})
	if t.values["photo_ref"] != "" {
		v.Hidden = append(v.Hidden, hidden{"photo_ref", t.values["photo_ref"]})
		v.Fields = append(v.Fields, look.Field{Name: "no_photo", Type: "checkbox", Label: r.Text.T("places.office.no_photo"), Value: "yes", Checked: t.values["no_photo"] != ""})
	}
	return o.render(r, v, t)
}

// typedAppointment puts what was typed onto an appointment and what is public of it. The form asks for the last day; the
// first day after it is stored.
func typedAppointment(r *web.Request, a Appointment, v Profile) (Appointment, Profile) {
	a.Kind, a.Valid = typedText(r, "kind"), Span{From: typedText(r, "from")}
	if last := typedText(r, "until"); last != "" {
		a.Valid.Until = addDay(last, 1)
	}
	v.Name, v.Rank = typedText(r, "public_name"), in(r, v.Rank, "rank")
	v.Languages = strings.Fields(strings.NewReplacer(",", " ", ";", " ").Replace(r.PostForm.Get("languages")))
	if r.PostForm.Get("no_photo") != "" {
		v.Photo = ""
	}
	return a, v
}

// takeAppoint is POST /desk/posts/{code}/appoint.
func (o *office) takeAppoint(r *web.Request) (web.Reply, error) {
	photo, err := o.p.takePhoto(r)
	if err == nil {
		_, err = web.Write(r, func(tx *db.Tx) (string, error) {
			p, err := o.postByCode(tx, r)
			if err != nil {
				return "", err
			}
			if err := o.mayWritePost(r, p.Post, p.unit, p.org); err != nil {
				return "", err
			}
			account, err := identity.AccountByEmailIn(tx, typedText(r, "email"))
			if err != nil || account.Kind != identity.Person || account.State != identity.Active {
				return "", accountRefused(err)
			}
			if err := notYourself(r, account.ID); err != nil {
				return "", err
			}
			a, profile := typedAppointment(r, Appointment{Post: p.Post.ID, Account: account.ID}, Profile{Rank: i18n.Text{}})
			if a, err = o.p.Appoint(tx, a); err != nil {
				return "", err
			}
			profile.Appointment = a.ID
			return a.ID, o.p.SetProfile(tx, profile, photo)
		})
	}
	if err == nil {
		return web.SeeOther(postAddress(r.PathValue("code")) + "?done=appointed"), nil
	}
	t, again := refused(r, err)
	if !again {
		return nil, err
	}
	return o.appointPage(r, t)
}

// notYourself: nobody gives a post to themselves, nor takes themselves out of one.
func notYourself(r *web.Request, account string) error {
	if r.Who.Account.ID == account {
		return errs.New(errs.Forbidden, "identity.not_yourself")
	}
	return nil
}

func accountRefused(err error) error {
	if err != nil && errs.KindOf(err) != errs.NotFound {
		return err
	}
	return errs.Bad("email", "places.office.account_unknown")
}

// readAppointment reads an appointment that the asker may change.
func (o *office) readAppointment(q db.Reader, r *web.Request) (a Appointment, v Profile, p openPost, err error) {
	if a, err = GetAppointment(q, r.PathValue("id")); err != nil {
		return a, v, p, err
	}
	if v, err = ProfileOf(q, a.ID); err != nil {
		return a, v, p, err
	}
	if p, err = o.readPost(q, r, a.Post); err != nil {
		return a, v, p, err
	}
	return a, v, p, o.mayWritePost(r, p.Post, p.unit, p.org)
}

// editAppointment is GET /desk/appointments/{id}.
func (o *office) editAppointment(r *web.Request) (web.Reply, error) {
	return o.editAppointmentPage(r, typed{})
}

func (o *office) editAppointmentPage(r *web.Request, t typed) (web.Reply, error) {
	var a Appointment
	var profile Profile
	var p openPost
	err := r.Read(func(s *db.Snapshot) (err error) { a, profile, p, err = o.readAppointment(s, r); return err })
	if err != nil {
		return nil, err
	}
	if t.values == nil {
		last := ""
		if a.Valid.Until != "" {
			last = addDay(a.Valid.Until, -1)
		}
		t = fresh(map[string]string{"kind": a.Kind, "from": a.Valid.From, "until": last, "public_name": profile.Name, "rank": profile.Rank.In(r.Text.Lang()), "photo_ref": profile.Photo,
			"languages": strings.Join(profile.Languages, " "), "version": number(a.Version), "profile_version": number(profile.Version)})
	}
	title := r.Text.T("places.office.appointment")
	return o.appointForm(r, formView{Page: o.frame(r, title), Crumbs: o.postCrumbs(r, p, title), Files: true, Action: "/desk/appointments/" + a.ID, Back: look.Act{Href: postAddress(p.Post.Code)},
		Lead: r.Text.T("places.office.appointment_lead", "name", o.person(r, a.Account), "post", o.word(r, p.Post.Titles)), Hidden: []hidden{{"profile_version", t.values["profile_version"]}}}, t)
}

// takeEditAppointment is POST /desk/appointments/{id}.
func (o *office) takeEditAppointment(r *web.Request) (web.Reply, error) {
	var photo *document.Upload
	code := ""
	photo, err := o.p.takePhoto(r)
	if err == nil {
		code, err = web.Write(r, func(tx *db.Tx) (string, error) {
			old, profile, p, err := o.readAppointment(tx, r)
			if err != nil {
				return "", err
			}
			a, now := typedAppointment(r, old, profile)
			if a.Version, err = base(r); err != nil {
				return "", err
			}
			if typedText(r, "profile_version") != number(profile.Version) {
				return "", movedOn(a.ID, profile.Version)
			}
			if a.Kind != old.Kind || a.Valid != old.Valid {
				if err := notYourself(r, old.Account); err != nil {
					return "", err
				}
				if _, err := o.p.SaveAppointment(tx, a); err != nil {
					return "", err
				}
			} else if a.Version != old.Version {
				return "", movedOn(a.ID, old.Version)
			}
			return p.Post.Code, o.p.SetProfile(tx, now, photo)
		})
	}
	if err == nil {
		return web.SeeOther(postAddress(code) + "?done=saved"), nil
	}
	t, again := refused(r, err)
	if !again {
		return nil, err
	}
	return o.editAppointmentPage(r, t)
}
