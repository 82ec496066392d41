package calendar

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"
	_ "time/tzdata" // a bare machine has no tz database

	"reeve/kernel/errs"
)

// file is a country's data file as it stands on disk; data/PL.json is a good example to read.
type file struct {
	Code      string   `json:"code"`      // ISO 3166-1 alpha-2, XK for Kosovo; with the part where the law differs within: GB-ENG
	Zone      string   `json:"zone"`      // tz database name
	Languages []string `json:"languages"` // every name has these, beside en
	Weekend   []string `json:"weekend"`   // English weekday names
	Sources   []string `json:"sources"`   // the law; at least one
	Notes     []string `json:"notes"`
	Complete  struct {
		From  int `json:"from"`
		Until int `json:"until"` // 0 = open
	} `json:"complete"` // years for which the list is known to be whole
	Suspended []struct {
		From   Date   `json:"from"`
		Until  Date   `json:"until"` // last day; absent = still suspended
		Source string `json:"source"`
	} `json:"suspended"` // while this lasts holidays are named but worked
	Holidays []struct {
		ID         string            `json:"id"`
		On         string            `json:"on"`        // see parseOn
		Dates      []Date            `json:"dates"`     // in place of on: listed dates
		Estimated  []Date            `json:"estimated"` // listed dates that nobody has confirmed yet
		From       int               `json:"from"`      // first year, 0 = always
		Until      int               `json:"until"`     // last year, 0 = still
		Substitute bool              `json:"substitute"`
		Source     string            `json:"source"`
		Name       map[string]string `json:"name"`
	} `json:"holidays"`
}

// Parse reads one data file. A file that is wrong is an errs.Invalid with the reason as its cause.
func Parse(data []byte) (*Calendar, error) {
	c, err := parse(data)
	if err != nil {
		return nil, errs.Wrap(err, errs.Invalid, "calendar.file.wrong")
	}
	return c, nil
}

func parse(data []byte) (*Calendar, error) {
	var f file
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&f); err != nil {
		return nil, err
	}
	if f.Code == "" || f.Zone == "" || len(f.Sources) == 0 {
		return nil, fmt.Errorf("%s: code, zone and sources are needed", f.Code)
	}
	zone, err := time.LoadLocation(f.Zone)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.Code, err)
	}
	c := &Calendar{Code: f.Code, Zone: zone, sources: f.Sources, notes: f.Notes,
		completeFrom: f.Complete.From, completeUntil: f.Complete.Until}
	free := 0
	for _, name := range f.Weekend {
		d, ok := weekday(name)
		if !ok || c.weekend[d] {
			return nil, fmt.Errorf("%s: weekend %q", f.Code, name)
		}
		c.weekend[d] = true
		free++
	}
	if free == 7 {
		return nil, fmt.Errorf("%s: no working day in the week", f.Code)
	}
	for _, s := range f.Suspended {
		if s.From.IsZero() || s.Source == "" || !s.Until.IsZero() && s.Until.Compare(s.From) < 0 {
			return nil, fmt.Errorf("%s: suspended needs from, source and until not before from", f.Code)
		}
		c.suspended = append(c.suspended, span{s.From, s.Until})
	}
	return c, f.addRules(c)
}

func (f *file) addRules(c *Calendar) error {
	seen := map[string]bool{}
	for _, h := range f.Holidays {
		r := rule{id: h.ID, names: h.Name, from: h.From, until: h.Until, substitute: h.Substitute,
			dates: h.Dates, estimated: h.Estimated}
		if h.ID == "" || seen[h.ID] {
			return fmt.Errorf("%s: holiday id %q is missing or used twice", f.Code, h.ID)
		}
		seen[h.ID] = true
		for _, lang := range append([]string{"en"}, f.Languages...) {
			if h.Name[lang] == "" {
				return fmt.Errorf("%s: %s has no name in %s", f.Code, h.ID, lang)
			}
		}
		listed := len(h.Dates)+len(h.Estimated) > 0
		if listed == (h.On != "") {
			return fmt.Errorf("%s: %s needs either on or dates", f.Code, h.ID)
		}
		if !listed {
			on, err := parseOn(h.On)
			if err != nil {
				return fmt.Errorf("%s: %s: %w", f.Code, h.ID, err)
			}
			r.on = on
		}
		c.rules = append(c.rules, r)
	}
	return nil
}
