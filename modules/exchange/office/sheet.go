package office

import (
	"net/url"
	"slices"
	"strconv"

	"reeve/kernel/db"
	"reeve/kernel/document"
	"reeve/kernel/errs"
	"reeve/kernel/web"
	"reeve/kernel/web/form"
	"reeve/kernel/web/look"
	"reeve/modules/exchange/node"
	"reeve/modules/exchange/request"
	"reeve/modules/exchange/wire"
)

// sheet is a message as it is being written: a new one, a reply, or a draft that is changed.
type sheet struct {
	act     string // which reply; empty = a new case
	kind    wire.Kind
	about   *request.Request
	draft   *request.DraftRow
	kept    request.Content // of a draft: what the form does not ask for
	action  string          // address of the form
	back    string
	title   string
	fixed   bool // to whom it goes follows from the case
	partner []node.Partner
}

// sheetView is the form.
type sheetView struct {
	look.Page
	Crumbs    look.Crumbs
	Lead      string
	Alert     *look.Alert
	Action    string
	Hidden    []form.Hidden
	Errors    look.Errors
	Groups    []sheetGroup
	Templates []look.NavItem // beginnings in the partner's languages
	Outlines  *look.Field
	UseWord   string
	Aside     string // title of the templates
	More      []form.Button
	Submit    string
	Needs     string // what happens then
	Back      look.Act
}

// sheetGroup is a part of the form; a folded one opens by itself when something in it is said or wrong.
type sheetGroup struct {
	ID, Title, Note string
	Parts           []form.Part
	Fold            string // title of the folded parts below
	Folded          []form.Part
	Open            bool
}

// most are how many persons, vehicles and documents one form takes.
const most = 20

// slots are the structured items of the form: how their fields begin, and how many are shown.
func slots(values url.Values, letter string) int {
	n, _ := strconv.Atoi(values.Get("n_" + letter))
	if values.Get("do") == letter {
		n++
	}
	return min(max(n, 0), most)
}

// newSheet is GET and POST /desk/exchange/new.
func (o *Office) newSheet(r *web.Request) (s sheet, err error) {
	if err = o.Requests.MayBegin(r); err != nil {
		return s, err
	}
	s = sheet{kind: wire.Request, action: root + "/new", back: root, title: r.Text.T("exchange.new.title")}
	return s, r.Read(func(q *db.Snapshot) (err error) { s.partner, err = trusted(q); return err })
}

func trusted(q db.Reader) ([]node.Partner, error) {
	all, err := node.Partners(q)
	return slices.DeleteFunc(all, func(p node.Partner) bool { return p.State != node.Trusted }), err
}

// replySheet is GET and POST /desk/exchange/cases/{ref}/write/{act}.
func (o *Office) replySheet(r *web.Request) (s sheet, err error) {
	act := r.PathValue("act")
	kind, ok := replies()[act]
	if !ok {
		return s, errs.New(errs.NotFound, "web.no_such_page")
	}
	s = sheet{act: act, kind: kind, title: r.Text.T("exchange.act." + act), fixed: act != writeForward}
	err = r.Read(func(q *db.Snapshot) error {
		v, err := o.load(r, q, actWrite)
		if err != nil {
			return err
		}
		s.about, s.back, s.action = &v, root+"/"+v.Ref, cases+"/"+v.Ref+"/write/"+act
		s.partner, err = trusted(q)
		return err
	})
	return s, err
}

// replies are the kinds of messages that acts write.
func replies() map[string]wire.Kind {
	return map[string]wire.Kind{writeAnswer: wire.Answer, writePartial: wire.Answer, writeClarify: wire.Clarification, writeDelay: wire.DelayNotice, writeRefuse: wire.Refusal, writeBack: wire.Withdrawal,
		writeFollow: wire.FollowUp, writeConsent: wire.Consent, writeGrant: wire.Consent, writeDeny: wire.Consent, writeRetract: wire.Consent, writeTighten: wire.Tightened, writeCorrect: wire.Correction,
		writeErasure: wire.ErasureNotice, writeForward: wire.Spontaneous}
}

// draftSheet is GET and POST /desk/exchange/drafts/{draft}/edit.
func (o *Office) draftSheet(r *web.Request) (s sheet, err error) {
	err = r.Read(func(q *db.Snapshot) error {
		d, v, err := o.draftOf(r, q, actWrite)
		if err != nil {
			return err
		}
		s = sheet{kind: d.Kind, draft: &d, action: drafts + "/" + d.Ref + "/edit", back: root + "/" + v.Ref, title: r.Text.T("exchange.draft.edit")}
		if d.Request != d.ID {
			s.about, s.fixed = &v, true
		}
		if s.kept, err = o.Requests.Content(q, d); err != nil {
			return err
		}
		s.partner, err = trusted(q)
		return err
	})
	return s, err
}

type opener func(r *web.Request) (sheet, error)

// showSheet answers with the form, empty or as far as the address or the draft says.
func (o *Office) showSheet(open opener) func(r *web.Request) (web.Reply, error) {
	return func(r *web.Request) (web.Reply, error) {
		s, err := open(r)
		if err != nil {
			return nil, err
		}
		values := r.URL.Query()
		if s.draft != nil {
			values = filled(s.kept)
			values.Set("version", strconv.FormatInt(s.draft.Version, 10))
		} else {
			o.preset(r, s, values)
		}
		return o.writeSheet(r, s, form.Fresh(values))
	}
}

// preset fills in what is usual.
func (o *Office) preset(r *web.Request, s sheet, values url.Values) {
	set := func(name, value string) {
		if !values.Has(name) {
			values.Set(name, value)
		}
	}
	set("urgency", "ordinary")
	set("route", "spoc")
	set("classification", "unclassified")
	set("kind", string(s.kind))
	set("profile", request.DefaultProfile)
	set("handling", "H0")
	if s.act == writeConsent || s.act == writeGrant || s.act == writeDeny || s.act == writeRetract || s.act == writeDelay || s.act == writeBack || s.act == writeErasure || s.act == writeClarify {
		set("source", "X")
		set("information", "4")
	}
	lang := "en"
	if s.about != nil {
		lang = s.about.Lang
	}
	set("lang", lang)
	if s.act == writeTighten {
		values["handling"] = nil
	}
}

// takeSheet keeps what was typed as a draft, or shows the form again: with more rows, a template, or what is wrong.
func (o *Office) takeSheet(open opener) func(r *web.Request) (web.Reply, error) {
	return func(r *web.Request) (web.Reply, error) {
		s, err := open(r)
		if err != nil {
			return nil, err
		}
		switch do := r.PostForm.Get("do"); do {
		case "p", "v", "d":
			return o.writeSheet(r, s, form.Fresh(r.PostForm))
		case "template":
			return o.useTemplate(r, s)
		}
		c, err := o.typed(r, s)
		if err == nil {
			var to string
			if to, err = o.keepSheet(r, s, c); err == nil {
				return web.SeeOther(to), nil
			}
		}
		if t, ok := form.Refused(r, err); ok {
			return o.writeSheet(r, s, t)
		}
		return nil, err
	}
}

// useTemplate puts a template's beginning into the form.
func (o *Office) useTemplate(r *web.Request, s sheet) (web.Reply, error) {
	values := r.PostForm
	err := r.Read(func(q *db.Snapshot) error {
		all, err := o.Requests.Templates(q, "", "")
		for _, t := range all {
			if t.ID == values.Get("template") {
				if values.Get("subject") == "" {
					values.Set("subject", t.Title)
				}
				if old := form.Posted(r, "text"); old != "" {
					values.Set("text", t.Body+"\n\n"+old)
				} else {
					values.Set("text", t.Body)
				}
				values.Set("lang", t.Lang)
			}
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return o.writeSheet(r, s, form.Fresh(values))
}

// keepSheet writes the draft with its files and gives the address of where it is read.
func (o *Office) keepSheet(r *web.Request, s sheet, c request.Content) (string, error) {
	if s.act == writeForward {
		var err error
		if c, err = o.Requests.Forward(r.Context(), r.Actor(), s.about.Ref, c); err != nil {
			return "", o.consentInstead(s, err)
		}
		s.about = nil
	} else if s.about != nil && s.draft == nil {
		err := r.Read(func(q *db.Snapshot) (err error) {
			var v request.Request
			c, v, err = o.Requests.Reply(q, s.about.Ref, c)
			s.about = &v
			return err
		})
		if err != nil {
			return "", err
		}
	}
	added, ups, err := o.uploads(r)
	if err != nil {
		return "", err
	}
	c.Files = append(c.Files, added...)
	return web.Write(r, func(tx *db.Tx) (string, error) {
		d, err := o.writeDraft(r, tx, s, c)
		if err != nil {
			return "", err
		}
		for i, up := range ups {
			f := document.File{OwnerKind: request.DraftKind, OwnerID: d.ID, Visibility: document.Restricted, Name: added[i].Name, Type: added[i].Media}
			if err := o.Archive.Attach(tx, f, up); err != nil {
				return "", err
			}
		}
		v, err := request.ByID(tx, d.Request)
		return root + "/" + v.Ref + "?done=1#draft-" + d.Ref, err
	})
}

func (o *Office) writeDraft(r *web.Request, tx *db.Tx, s sheet, c request.Content) (request.DraftRow, error) {
	if s.draft == nil {
		return o.Requests.Write(tx, c, s.about)
	}
	d, _, err := o.draftOf(r, tx, actWrite)
	if err != nil {
		return d, err
	}
	return o.Requests.Save(tx, d.Ref, form.Version(r), c)
}

// consentInstead turns a forward that codes forbid into a complaint at the form, which says how to ask.
func (o *Office) consentInstead(s sheet, err error) error {
	e := errs.Of(err)
	if e == nil || e.Kind != errs.Forbidden {
		return err
	}
	return &errs.Error{Kind: errs.Conflict, Key: e.Key, Args: e.Args}
}

// uploads stores the files of the form, outside of the transaction that keeps them.
func (o *Office) uploads(r *web.Request) (files []request.Attached, ups []document.Upload, err error) {
	if r.MultipartForm == nil {
		return nil, nil, nil
	}
	for _, head := range r.MultipartForm.File["file"] {
		if head.Size == 0 && head.Filename == "" {
			continue
		}
		f, err := head.Open()
		if err != nil {
			return nil, nil, err
		}
		up, err := o.Archive.Put(r.Context(), f, wire.MaxFile, true)
		f.Close()
		if err != nil {
			return nil, nil, err
		}
		media := head.Header.Get("Content-Type")
		if media == "" {
			media = "application/octet-stream"
		}
		files = append(files, request.Attached{Name: request.PlainName(head.Filename), Media: media, Size: up.Size, File: up.ID})
		ups = append(ups, up)
	}
	return files, ups, nil
}
