package community

import (
	"net/http"
	"slices"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/document"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/id"
	"reeve/kernel/policy"
	"reeve/kernel/process"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/places"
)

// office is the desk's pages about agreements: the register, one agreement whole, its form, the form of each step.
type office struct {
	c     *Community
	frame func(r *web.Request, title string) look.Page
	list  *web.Page[listView]
	one   *web.Page[oneView]
	form  *web.Page[formView]
	step  *web.Page[stepView]
}

func newOffice(c *Community, pages *web.Pages, frame func(r *web.Request, title string) look.Page) (*office, error) {
	o := &office{c: c, frame: frame}
	var err error
	if o.list, err = web.Add[listView](pages, files, "desk", "page/desk/list.html"); err != nil {
		return nil, err
	}
	if o.one, err = web.Add[oneView](pages, files, "desk", "page/desk/agreement.html"); err != nil {
		return nil, err
	}
	if o.form, err = web.Add[formView](pages, files, "desk", "page/desk/form.html"); err != nil {
		return nil, err
	}
	o.step, err = web.Add[stepView](pages, files, "desk", "page/desk/step.html")
	return o, err
}

// openAgreement is an agreement that a member of staff has before them.
type openAgreement struct {
	Agreement
	inst        process.Instance
	taken       []process.Taken
	obligations []Obligation
	files       []File
	posts       []opened
	people      map[string]string // names of accounts
	write       bool
	zone        *time.Location
}

// open reads an agreement that the asker may see; what may not be seen does not exist.
func (o *office) open(r *web.Request) (v openAgreement, err error) {
	err = r.Read(func(s *db.Snapshot) error {
		if v, err = o.read(s, r); err != nil {
			return err
		}
		if v.taken, err = process.History(s, v.ID); err != nil {
			return err
		}
		v.people = map[string]string{}
		for _, t := range v.taken {
			if t.ActorKind != "account" || v.people[t.Actor] != "" {
				continue
			}
			var name string
			if err := s.QueryRow("SELECT COALESCE(MAX(name), '') FROM account WHERE id = $1", t.Actor).Scan(&name); err != nil {
				return err
			}
			v.people[t.Actor] = name
		}
		if v.obligations, err = Obligations(s, v.ID); err != nil {
			return err
		}
		if v.files, err = filesOf(s, v.ID); err != nil {
			return err
		}
		v.posts, err = openedBy(s, v.ID)
		return err
	})
	return v, err
}

func (o *office) read(q db.Reader, r *web.Request) (v openAgreement, err error) {
	ref, ok := id.ParseRef(r.PathValue("ref"))
	if !ok {
		return v, errs.New(errs.NotFound, "community.no_such_agreement")
	}
	if v.Agreement, err = ByRef(q, ref); err != nil {
		return v, err
	}
	if v.inst, err = process.Load(q, v.ID); err != nil {
		return v, err
	}
	if r.Allowed("community.agreement.read", o.c.resource(v.Agreement, v.inst)) != nil {
		return v, errs.New(errs.NotFound, "community.no_such_agreement")
	}
	v.write = r.Allowed("community.agreement.write", o.c.resource(v.Agreement, v.inst)) == nil
	v.zone = time.UTC
	if k := o.c.calendarAt(v.Place); k != nil {
		v.zone = k.Zone
	}
	return v, nil
}

// mayWrite refuses who may see an agreement and not change it.
func (o *office) mayWrite(r *web.Request, v openAgreement) error {
	return r.Allowed("community.agreement.write", o.c.resource(v.Agreement, v.inst))
}

// writable are the communities that the asker may enter agreements for, in the order of their alphabet.
func (o *office) writable(r *web.Request) (all []places.Place) {
	s, scope := o.c.Places.Snapshot(), r.Scope("community.agreement.write")
	for _, p := range s.Communities(r.Text, o.c.Settings.Get().Fallback) {
		if scope.Allows(policy.Resource{Kind: Kind, In: s.InPlace(p.ID)}) {
			all = append(all, p)
		}
	}
	return all
}

// file is GET /desk/agreement-files/{id}.
func (o *office) file(w http.ResponseWriter, r *web.Request) error {
	var f File
	err := r.Read(func(s *db.Snapshot) (err error) {
		if f, err = fileByID(s, r.PathValue("id")); err != nil {
			return err
		}
		a, err := Get(s, f.Agreement)
		if err != nil {
			return err
		}
		i, err := process.Load(s, a.ID)
		if err == nil && r.Allowed("community.agreement.read", o.c.resource(a, i)) != nil {
			err = errs.New(errs.NotFound, "document.not_found")
		}
		return err
	})
	if err != nil {
		return err
	}
	return o.c.Archive.Send(r.Context(), w, f.File, document.Inside)
}

// communityOptions are choices of a community; those of one name are told apart by what lies above them.
func (o *office) communityOptions(r *web.Request, all []places.Place, chosen string) (options []look.Option) {
	for _, p := range all {
		word := o.c.placeWord(r, p)
		if above, ok := o.c.Places.Snapshot().Place(p.Parent); ok {
			word = r.Text.T("community.place_in", "place", word, "above", o.c.placeWord(r, above))
		}
		options = append(options, look.Option{Value: p.Code, Word: word, Selected: p.Code == chosen})
	}
	i18n.SortBy(r.Text.Collator(), options, func(op look.Option) string { return op.Word })
	return options
}

// done is the message above a page that an act has led back to.
func done(r *web.Request) []look.Alert {
	what := r.URL.Query().Get("done")
	if !slices.Contains([]string{"new", "edit", "step", "obligation", "file"}, what) {
		return nil
	}
	return []look.Alert{{Kind: "success", Text: r.Text.T("community.done." + what)}}
}
