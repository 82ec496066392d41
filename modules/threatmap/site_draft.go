package threatmap

import (
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"reeve/kernel/errs"
	"reeve/kernel/id"
	"reeve/kernel/process/calendar"
	"reeve/kernel/web"
)

// The pages of filing, in their order. The first one, about danger, has no name: it asks nothing.
const (
	pagePlace    = "place"
	pageCategory = "category"
	pageDetails  = "details"
	pageCheck    = "check"
)

func filingPages() []string { return []string{pagePlace, pageCategory, pageDetails, pageCheck} }

// draft is a filing on its way through the pages. It lives in hidden fields: nothing is stored before it is
// sent, and no cookie is needed.
type draft struct {
	Filing
	Query string // the place as typed
	Token string // tells when the form was begun, for readers without script
	Key   string // idempotency key: the same form sent twice is one report
}

// carried is one hidden field.
type carried struct{ Name, Value string }

func (s *site) newDraft(r *web.Request) draft {
	return draft{Token: newFormToken(s.m.Keys, r.Now), Key: id.New(), Filing: Filing{Lang: r.Text.Lang().HTML(), Answers: map[string]string{}}}
}

// readDraft reads what the pages carry.
func (s *site) readDraft(r *web.Request) draft {
	q := r.PostForm
	d := s.newDraft(r)
	d.Token, d.Key = or(q.Get("form_token"), d.Token), or(q.Get("idempotency_key"), d.Key)
	d.Query = strings.TrimSpace(q.Get("q"))
	d.Place, d.Category, d.Text, d.Contact = q.Get("place"), q.Get("category"), q.Get("text"), q.Get("contact")
	d.SeenFrom, d.SeenTo = q.Get("seen_from"), q.Get("seen_to")
	for _, p := range q["day_parts"] {
		d.Parts = append(d.Parts, DayPart(p))
	}
	for _, w := range q["weekdays"] {
		if n, err := strconv.Atoi(w); err == nil {
			d.Weekdays = append(d.Weekdays, n)
		}
	}
	if c, ok := s.m.Categories.Get(d.Category); ok { // another category asks other questions
		for _, code := range c.Questions {
			if v := q.Get("answers." + code); v != "" {
				d.Answers[code] = v
			}
		}
	}
	return d
}

// carry gives the hidden fields of a page: everything that the page does not ask itself.
func (d draft) carry(page string) (fields []carried) {
	values := url.Values{}
	add := func(owner, name string, all ...string) {
		for _, v := range all {
			if owner != page && v != "" {
				values.Add(name, v)
			}
		}
	}
	add("", "step", page)
	add("", "form_token", d.Token)
	add("", "idempotency_key", d.Key)
	add(pagePlace, "place", d.Place)
	add(pageCategory, "category", d.Category)
	add(pageDetails, "seen_from", d.SeenFrom)
	add(pageDetails, "seen_to", d.SeenTo)
	add(pageDetails, "text", d.Text)
	add(pageDetails, "contact", d.Contact)
	for _, p := range d.Parts {
		add(pageDetails, "day_parts", string(p))
	}
	for _, w := range d.Weekdays {
		add(pageDetails, "weekdays", strconv.Itoa(w))
	}
	for code, answer := range d.Answers {
		add(pageDetails, "answers."+code, answer)
	}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		for _, v := range values[name] {
			fields = append(fields, carried{name, v})
		}
	}
	return fields
}

// problems are the complaints about a draft, by the page that asks for the field.
type problems map[string][]errs.Field

// first is the first page up to last on which something is wrong; empty when all is well so far.
func (p problems) first(last string) string {
	for _, page := range filingPages() {
		if len(p[page]) > 0 {
			return page
		}
		if page == last {
			break
		}
	}
	return ""
}

func (p problems) add(f errs.Field) {
	page := pageDetails
	switch f.Field {
	case "place", "lat", "lon":
		if page = pagePlace; len(p[pagePlace]) > 0 { // a missing point is one complaint, not two
			return
		}
		if f.Field != "place" {
			key := "threatmap.site.place.missing"
			if f.Key == "threatmap.place_outside" {
				key = f.Key
			}
			f = errs.Field{Field: "place", Key: key}
		}
	case "category":
		page = pageCategory
	case "photo", "altcha", "form_token", "idempotency_key", "lang":
		page = pageCheck
	}
	p[page] = append(p[page], f)
}

// examine checks a draft whole and puts its texts into their final form.
func (s *site) examine(d *draft, now time.Time) problems {
	found := problems{}
	c, known := s.m.Categories.Get(d.Category)
	sent := d.sent()
	err := sent.check(c, known, calendar.DateIn(now.Add(14*time.Hour), time.UTC))
	sent.Place, sent.Lat, sent.Lon = d.Place, nil, nil // the place stays as the page knows it
	d.Filing = sent
	if err != nil {
		for _, f := range errs.Of(err).Fields {
			found.add(f)
		}
	}
	if d.Place != "" {
		if _, err := s.located(*d); err != nil {
			for _, f := range errs.Of(err).Fields {
				found.add(f)
			}
		}
	}
	return found
}
