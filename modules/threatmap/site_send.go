package threatmap

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/document"
	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

type checkPage struct {
	filingPage
	Answers          []answered
	Everyone, Police look.Sees
	Photos           look.Field
	Proof            look.Proof
}

// answered is one line of what was answered, and the page on which it can be changed; empty for what follows.
type answered struct{ Term, Text, Lang, Page string }

type donePage struct {
	look.Page
	Ref  string
	Held *look.Alert
	Key  look.KeyCard
	Next look.Path
	Open look.Act
	List look.Act
}

func (s *site) checkPage(r *web.Request, d draft, at located, bad []errs.Field) checkPage {
	l := r.Text
	c, _ := s.m.Categories.Get(d.Category)
	v := checkPage{filingPage: s.filing(r, d, pageCheck, bad)}
	seen := seenTimes(l, Seen{From: d.SeenFrom, To: d.SeenTo, Parts: d.Parts, Weekdays: d.Weekdays})
	none := l.T("threatmap.site.not_given")
	v.Answers = []answered{
		{Term: l.T("threatmap.site.place.word"), Text: s.placeWord(r, d), Page: pagePlace},
		{Term: l.T("threatmap.site.category.word"), Text: s.m.categoryName(c.Code, r), Page: pageCategory},
		{Term: l.T("threatmap.seen_when"), Text: or(seen, none), Page: pageDetails},
	}
	for _, code := range c.Questions {
		text := none
		if a := d.Answers[code]; a != "" {
			text = l.T("threatmap.answer." + code + "." + a)
		}
		v.Answers = append(v.Answers, answered{Term: l.T("threatmap.question." + code), Text: text, Page: pageDetails})
	}
	v.Answers = append(v.Answers, answered{Term: l.T("threatmap.site.details.text"), Text: or(d.Text, none), Page: pageDetails},
		answered{Term: l.T("threatmap.site.details.contact"), Text: or(d.Contact, none), Page: pageDetails},
		answered{Term: l.T("threatmap.site.goes_to"), Text: s.goesTo(r, RouteTo(s.m.facts(at, c)))})
	community := s.nameOf(r, at.Community)
	v.Everyone = look.Sees{Icon: "eye", Title: l.T("threatmap.site.everyone"), Items: s.everyoneSees(r, at, c), Map: s.everyoneSeesAt(r, at, c)}
	v.Police = look.Sees{Icon: "lock", Title: l.T("threatmap.site.police"), Items: []string{l.T("threatmap.site.police.text"), l.T("threatmap.site.police.answers"), l.T("threatmap.site.police.contact")}}
	if word := s.placeWord(r, d); word != community {
		v.Police.Items = append([]string{l.T("threatmap.site.police.place", "place", word)}, v.Police.Items...)
	}
	v.Photos = look.Field{Name: "photo", Type: "file", Multiple: true, Accept: "image/jpeg,image/png,image/webp", Label: l.T("threatmap.site.check.photos"),
		Help: l.N("threatmap.site.check.photos_help", MaxPhotos), Optional: l.T("threatmap.site.optional"), Error: complaint(r, bad, "photo")}
	v.Proof = look.Proof{Challenge: "/api/v1/challenge", Preparing: l.T("threatmap.site.proof.preparing"), Ready: l.T("threatmap.site.proof.ready"), Failed: l.T("threatmap.site.proof.failed")}
	for i, e := range v.Errors.Items {
		if e.ID != "photo" {
			v.Errors.Items[i].ID = "send"
		}
	}
	return v
}

// send files the draft. The same form sent again, by a second click or a reload, gets the same answer.
func (s *site) send(r *web.Request, d draft) (web.Reply, error) {
	found := s.examine(&d, r.Now)
	if bad := found.first(pageCheck); bad != "" {
		return s.turnTo(r, d, bad, found[bad]), nil
	}
	p, failed := s.prepare(r, d)
	if failed != nil && !says(failed, "threatmap.proof_old") && errs.KindOf(failed) != errs.TooMany {
		return s.refused(r, d, failed)
	}
	if p != nil {
		defer s.m.take(p.network)()
	}
	filed, err := web.Write(r, func(tx *db.Tx) (Filed, error) {
		if failed != nil { // too old, or too many, for a new report; the page of the one that was filed may be asked for again
			return Filed{}, failed
		}
		return s.m.file(tx, p)
	})
	if err != nil {
		return s.refused(r, d, err)
	}
	return s.filed(r, filed)
}

// says tells whether an error, or its complaint about a field, has this message.
func says(err error, key string) bool {
	e := errs.Of(err)
	return e != nil && (e.Key == key || slices.ContainsFunc(e.Fields, func(f errs.Field) bool { return f.Key == key }))
}

// prepare asks for a proof of work, or from a reader without script for a form that was not filled faster than
// one can read; such a report is reviewed before it is published.
func (s *site) prepare(r *web.Request, d draft) (*prepared, error) {
	by, err := s.m.proofOf(r, r.PostForm.Get("altcha"), d.Token)
	if err != nil {
		return nil, err
	}
	if err := s.m.room(r, by); err != nil {
		return nil, err
	}
	var photos []Photo
	if r.MultipartForm != nil {
		photos = photoParts(r)
	}
	p, err := s.m.prepare(r.Context(), d.sent(), photos, r.Now)
	if err != nil {
		return nil, err
	}
	return p, s.m.vouch(r, p, by)
}

// refused shows the last page again with what is wrong: nothing that was typed is lost.
func (s *site) refused(r *web.Request, d draft, err error) (web.Reply, error) {
	e := errs.Of(err)
	if e == nil || e.Kind == errs.Internal {
		return nil, err
	}
	bad := e.Fields
	switch {
	case says(err, "web.idempotency_other_body"):
		d.Key = id.New()
		bad = errs.Bad("send", "threatmap.site.check.sent_before").Fields
	case says(err, "threatmap.proof_old"), says(err, "threatmap.proof_spent"):
		d.Token = newFormToken(s.m.Keys, r.Now)
	}
	if len(bad) == 0 {
		bad = errs.Fields{{Field: "send", Key: e.Key, Args: e.Args}}
	}
	at, nerr := s.located(d)
	if nerr != nil {
		return nil, err
	}
	status := map[errs.Kind]int{errs.TooLarge: http.StatusRequestEntityTooLarge, errs.TooMany: http.StatusTooManyRequests, errs.Unavailable: http.StatusServiceUnavailable}[e.Kind]
	if status == 0 {
		status = http.StatusUnprocessableEntity
	}
	page := s.check.Status(status, s.checkPage(r, d, at, bad))
	if wait, ok := e.Args["seconds"].(int); ok && e.Kind == errs.TooMany {
		return func(w http.ResponseWriter, r *web.Request) error {
			w.Header().Set("Retry-After", strconv.Itoa(wait))
			return page(w, r)
		}, nil
	}
	return page, nil
}

// filed thanks, and shows the report key: here and nowhere else.
func (s *site) filed(r *web.Request, f Filed) (web.Reply, error) {
	var rep Report
	if err := r.Read(func(q *db.Snapshot) (err error) { rep, err = byRef(q, f.Ref); return err }); err != nil {
		return nil, err
	}
	l := r.Text
	v := donePage{Page: s.frame(r, l.T("threatmap.site.done.title")), Ref: f.Ref,
		Open: look.Act{Word: l.T("threatmap.site.done.open"), Href: address(r, "/r/"+f.Ref), Variant: "secondary"},
		List: look.Act{Word: l.T("threatmap.site.home.all"), Href: address(r, "/list"), Variant: "tertiary"}}
	v.NoIndex = true
	if rep.CrimeTip {
		v.Held = &look.Alert{Kind: "info", Title: l.T("threatmap.site.own.crime"), Text: l.T("threatmap.site.crime_tip_filed")}
		v.Open = look.Act{Word: l.T("threatmap.site.follow.title"), Href: address(r, "/follow"), Variant: "secondary"}
	} else if rep.Publication == Held {
		v.Held = &look.Alert{Kind: "info", Title: l.T("threatmap.site.held"), Text: l.T("threatmap.site.held_text")}
	}
	zone := s.m.zone(rep)
	last := func(at time.Time) string { // 24:00 belongs to the day that ends
		return l.T("threatmap.site.latest", "date", l.DateWithWeekday(at.In(zone).Add(-time.Second)))
	}
	v.Next = s.comes(r, last(f.ReadBy), last(f.VerifyBy))
	link := s.siteURL(r) + address(r, "/follow") + "#" + f.Key
	bitmap, err := document.QRBitmap(link, document.Medium)
	if err != nil {
		return nil, err
	}
	v.Key = look.KeyCard{Title: l.T("threatmap.site.done.key"), Words: strings.Split(f.Key, "-"), QR: look.NewQR(bitmap), QRText: l.T("threatmap.site.done.qr"),
		Note: l.T("threatmap.site.done.key_note"), Text: f.Key, Copy: l.T("threatmap.site.done.copy"), Copied: l.T("threatmap.site.done.copied"), Print: l.T("threatmap.site.done.print")}
	return s.done.With(v), nil
}

// siteURL is where residents reach the site; without a setting, where this one did.
func (s *site) siteURL(r *web.Request) string {
	if u := strings.TrimSuffix(s.m.BaseURL(), "/"); u != "" {
		return u
	}
	if r.TLS != nil {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}
