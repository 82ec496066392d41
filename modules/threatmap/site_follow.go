package threatmap

import (
	"net/http"
	"slices"
	"strconv"

	"reeve/kernel/db"
	"reeve/kernel/disclosure"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/id"
	"reeve/kernel/identity"
	"reeve/kernel/policy"
	"reeve/kernel/process"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// followPage asks for the report key.
type followPage struct {
	look.Page
	Errors look.Errors
	Key    look.Field
}

// ownPage is a report as the holder of its key sees it.
type ownPage struct {
	look.Page
	Opened  look.Tag
	State   look.State
	Ref     string
	Seen    string // what everybody sees of the place
	Notices []look.Alert
	Clocks  []look.Clock
	Talk    look.Talk
	Acts    []keyForm
	Errors  look.Errors
	Path    look.Path
	Public  look.Act
	IsOpen  bool // the public page exists
}

// keyForm is one thing that the holder of the key may do now. The key travels in the form, never in an address.
type keyForm struct {
	Step, Title, Text string
	Key, ID           string
	Field             look.Field
	HasField, Files   bool
	Word, Icon        string
	Main, Open        bool // the one primary act; what was just tried in vain
}

func (s *site) askKey(r *web.Request) (web.Reply, error) { return s.keyForm(r, "", nil), nil }

func (s *site) keyForm(r *web.Request, typed string, refused *errs.Error) web.Reply {
	l := r.Text
	v := followPage{Page: s.frame(r, l.T("threatmap.site.follow.title"))}
	v.NoIndex = true
	v.Key = look.Field{Name: "key", Label: l.T("threatmap.report_key"), Help: l.T("threatmap.site.follow.key_help"), Key: true, Autocomplete: "off", Value: typed}
	if refused == nil {
		return s.follow.With(v)
	}
	bad := errs.Fields{{Field: "key", Key: refused.Key, Args: refused.Args}}
	v.Errors, v.Key.Error = wrong(r, bad), complaint(r, bad, "key")
	status := http.StatusUnauthorized
	if refused.Kind == errs.TooMany {
		status = http.StatusTooManyRequests
	}
	reply := s.follow.Status(status, v)
	return func(w http.ResponseWriter, r *web.Request) error {
		if seconds, ok := refused.Args["seconds"].(int); ok {
			w.Header().Set("Retry-After", strconv.Itoa(seconds))
		}
		return reply(w, r)
	}
}

// keySteps are the steps that the holder of a key may take.
func keySteps() []string { return []string{"answer", "add_photo", "dispute", "reopen", "withdraw"} }

// openByKey shows the report of a key, after taking a step with it if one was sent.
func (s *site) openByKey(r *web.Request) (web.Reply, error) {
	typed := r.PostForm.Get("key")
	rep, err := s.m.holder(r, typed)
	if k := errs.KindOf(err); err != nil && (k == errs.Unauthenticated || k == errs.TooMany) {
		return s.keyForm(r, typed, errs.Of(err)), nil
	}
	if err != nil {
		return nil, err
	}
	if !rep.ErasedAt.IsZero() {
		return nil, errs.New(errs.Gone, "threatmap.report_erased")
	}
	// Whoever has the key acts as its holder, and as nobody else who may be signed in in this browser.
	r.Who = identity.Who{Principal: policy.ReportKey(rep.ID)}
	step := r.PostForm.Get("step")
	if step == "" {
		return s.ownReport(r, rep.ID, typed, http.StatusOK, "", nil)
	}
	if !slices.Contains(keySteps(), step) {
		return nil, errs.Bad("step", "threatmap.step_missing")
	}
	var photos []Photo
	if r.MultipartForm != nil {
		photos = photoParts(r)
	}
	in := StepInput{ID: r.PostForm.Get("id"), Step: step, Text: r.PostForm.Get("text")}
	if _, err = s.m.takeStep(r, rep.Ref, in, photos); err == nil {
		return s.ownReport(r, rep.ID, typed, http.StatusOK, step, nil)
	}
	e := errs.Of(err)
	if e == nil || e.Kind != errs.Invalid && e.Kind != errs.Conflict && e.Kind != errs.TooLarge {
		return nil, err
	}
	status := http.StatusUnprocessableEntity
	if e.Kind == errs.Conflict {
		status = http.StatusConflict
	}
	if len(e.Fields) == 0 {
		e.Fields = []errs.Field{{Field: "acts", Key: e.Key, Args: e.Args}}
	}
	return s.ownReport(r, rep.ID, typed, status, step, e.Fields)
}

// ownReport shows a report to the holder of its key; bad are complaints about the step that was just tried, and
// without any that step was taken.
func (s *site) ownReport(r *web.Request, report, typed string, status int, step string, bad []errs.Field) (web.Reply, error) {
	var v ownPage
	err := r.Read(func(q *db.Snapshot) error {
		rep, err := byID(q, report)
		if err != nil {
			return err
		}
		i, err := process.Load(q, rep.ID)
		if err != nil {
			return err
		}
		p, err := s.m.publicReport(q, rep)
		if err != nil {
			return err
		}
		steps, err := process.History(q, rep.ID)
		if err != nil {
			return err
		}
		photos, err := countPhotos(q, rep.ID)
		if err != nil {
			return err
		}
		l := r.Text
		v = ownPage{Page: s.frame(r, s.m.categoryName(rep.Category, r)), Opened: look.Tag{Word: l.T("threatmap.site.own.opened"), Icon: "key-round", Color: "warning"}, Ref: rep.Ref, State: s.stateNow(r, p), Path: s.history(r, p, false),
			Clocks: s.publicClocks(r, p, s.m.zone(rep)), Seen: l.T("threatmap.site.own.seen", "place", s.communityName(r, p.Community)),
			Notices: s.notices(r, rep, i), IsOpen: rep.Publication != Hidden,
			Public: look.Act{Word: l.T("threatmap.site.done.open"), Href: address(r, "/r/"+rep.Ref), Variant: "secondary"}}
		v.NoIndex = true
		if i.Waits == process.WaitsKey {
			stand(r.Text, v.Clocks)
		}
		v.Acts = s.keyForms(r, i, steps, photos, typed, step, bad)
		if len(bad) > 0 {
			v.Errors = wrong(r, bad)
			for n, f := range bad {
				v.Errors.Items[n].ID = fieldID(step, f.Field, v.Acts)
			}
		} else if step != "" {
			v.Flash = append(v.Flash, look.Alert{Kind: "success", Text: l.T("threatmap.site.took." + step)})
		}
		v.Talk, err = s.talk(r, q, rep, p.Community.Name, steps)
		return err
	})
	if err != nil {
		return nil, err
	}
	return s.own.Status(status, v), nil
}

// notices tell the holder of the key what the public page cannot.
func (s *site) notices(r *web.Request, rep Report, i process.Instance) (all []look.Alert) {
	l := r.Text
	switch {
	case rep.CrimeTip:
		all = append(all, look.Alert{Kind: "warning", Title: l.T("threatmap.site.own.crime"), Text: l.T("threatmap.site.own.crime_text")})
	case rep.Publication == Hidden:
		all = append(all, look.Alert{Kind: "warning", Title: l.T("threatmap.site.own.hidden"), Text: l.T("threatmap.site.own.hidden_text")})
	case rep.Publication == Held:
		all = append(all, look.Alert{Kind: "info", Title: l.T("threatmap.site.held"), Text: l.T("threatmap.site.held_text")})
	}
	if i.Waits == process.WaitsKey {
		all = append(all, look.Alert{Kind: "info", Title: l.T("threatmap.site.own.waits"), Text: l.T("threatmap.site.own.waits_text")})
	}
	return all
}

// talk is what the officer and the holder of the key wrote to each other.
func (s *site) talk(r *web.Request, q db.Reader, rep Report, community i18n.Text, steps []process.Taken) (t look.Talk, err error) {
	zone := s.m.zone(rep)
	for _, taken := range steps {
		b := look.Bubble{Mine: true, Who: r.Text.T("threatmap.site.own.you"), Lang: rep.Lang,
			When: dayAndPart(r.Text, dayOf(taken.OccurredAt.In(zone)), disclosure.PartOf(taken.OccurredAt, zone))}
		switch taken.Step {
		case "ask":
			b.Mine, b.Who, b.Lang = false, r.Text.T("threatmap.site.own.officer"), s.staffLang(r, community)
		case "answer", "dispute", "reopen":
		default:
			continue
		}
		d, err := s.m.openDetail(q, rep, taken)
		if err != nil {
			return t, err
		}
		b.Text = d.Text
		t.Bubbles = append(t.Bubbles, b)
	}
	return t, nil
}

// keyForms are the steps that the state allows to the holder of the key. The one that was just tried in vain
// keeps what was typed, and its id: sent again it is the same step.
func (s *site) keyForms(r *web.Request, i process.Instance, steps []process.Taken, photos int, typed, tried string, bad []errs.Field) (forms []keyForm) {
	l, allowed := r.Text, s.m.Process.Definition(Kind).StepsFrom(i.State)
	for _, name := range keySteps() {
		at := slices.IndexFunc(allowed, func(st process.Step) bool { return st.Name == name })
		switch {
		case at < 0, name == "add_photo" && photos >= MaxPhotos,
			name == "reopen" && s.m.Now().Sub(i.ClosedAt) > reopenWithin,
			allowed[max(at, 0)].Once && slices.ContainsFunc(steps, func(t process.Taken) bool { return t.Step == name }):
			continue
		}
		f := keyForm{Step: name, Key: typed, ID: id.New(), Title: l.T("threatmap.site.act." + name), Text: l.T("threatmap.site.act." + name + "_text"),
			Word: l.T("threatmap.site.act." + name + "_do"), Icon: map[string]string{"answer": "send", "add_photo": "camera", "withdraw": "undo-2"}[name]}
		if name == "answer" && i.Waits == process.WaitsKey {
			f.Main, f.Title = true, l.T("threatmap.site.act.your_answer")
		}
		switch name {
		case "answer", "dispute", "reopen":
			f.HasField = true
			f.Field = look.Field{Name: "text", ID: name + "-text", Type: "textarea", Rows: 4, Max: MaxText, Label: l.T("threatmap.site.act.text"), Help: l.T("threatmap.site.act.text_help")}
		case "add_photo":
			f.HasField, f.Files = true, true
			f.Field = look.Field{Name: "photo", ID: "add_photo-photo", Type: "file", Accept: "image/jpeg,image/png,image/webp", Label: l.T("threatmap.site.act.photo"),
				Help: l.N("threatmap.site.check.photos_help", MaxPhotos)}
		}
		if name == tried && len(bad) > 0 {
			f.ID = or(r.PostForm.Get("id"), f.ID)
			if !f.Files {
				f.Field.Value = r.PostForm.Get("text")
			}
			f.Field.Error, f.Open = complaint(r, bad, f.Field.Name), true
		}
		forms = append(forms, f)
	}
	return forms
}

// fieldID is where the complaint about a step's field is mended on the page.
func fieldID(step, field string, forms []keyForm) string {
	for _, f := range forms {
		if f.Step == step && f.Field.Name == field && field != "" {
			return f.Field.ControlID()
		}
	}
	return "acts"
}
