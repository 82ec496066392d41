package threatmap

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"
	"unicode"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/disclosure"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/process/clock"
	"reeve/kernel/tabular"
)

// sorter tells what category a source value is, and makes those that are not there yet.
type sorter struct {
	how   mappedCategory
	set   string
	known map[string]Category // by code
	codes map[string]string   // source value to code
	skip  map[string]bool
	fresh []Category // to be stored with the next rows
	n     int        // of the set so far
}

func newSorter(m Mapping, all []Category) (*sorter, error) {
	s := &sorter{how: m.Category, set: m.Source, known: map[string]Category{}, codes: map[string]string{}, skip: map[string]bool{}}
	for _, c := range all {
		s.known[c.Code] = c
	}
	var bad errs.Fields
	for _, own := range m.Categories {
		if had, ok := s.known[own.Code]; ok && had.Set != m.Source {
			bad.Add("categories", "threatmap.import.category_taken", "category", own.Code, "set", had.Set)
			continue
		}
		s.add(own.Code, textOf(own.Names), own.Class, own.Icon)
		for _, v := range own.Values {
			s.codes[strings.TrimSpace(v)] = own.Code
		}
	}
	for value, code := range m.Category.Map {
		s.codes[strings.TrimSpace(value)] = code
	}
	for value, code := range s.codes {
		if _, ok := s.known[code]; !ok {
			bad.Add("category.map."+value, "threatmap.category_unknown", "category", code)
		}
	}
	if _, ok := s.known[m.Category.Default]; m.Category.Default != "" && !ok {
		bad.Add("category.default", "threatmap.category_unknown", "category", m.Category.Default)
	}
	for _, v := range m.Category.Skip {
		s.skip[strings.TrimSpace(v)] = true
	}
	return s, bad.Err()
}

// add makes a category unless it is there.
func (s *sorter) add(code string, names i18n.Text, class, icon string) Category {
	if c, ok := s.known[code]; ok {
		return c
	}
	if icon == "" {
		icon = "circle-help"
	}
	s.n++
	c := Category{Code: code, Set: s.set, Names: names, Class: disclosure.Class(class), Icon: icon, Route: "beat", RadiusM: 100, Questions: []string{}, Mandatory: []string{},
		Read: clock.Period{Amount: 3, Unit: clock.CalendarDays}, Verify: clock.Period{Amount: 5, Unit: clock.CalendarDays}}
	s.known[code], s.fresh = c, append(s.fresh, c)
	return c
}

// sort tells the category of a value; skip is true where its rows are left out.
func (s *sorter) sort(value string) (c Category, skip, ok bool) {
	if s.skip[value] {
		return c, true, true
	}
	if code, mapped := s.codes[value]; mapped {
		return s.known[code], false, true
	}
	if e := s.how.Each; e != nil && value != "" {
		c = s.add(ownCode(s.set, value), i18n.Text{e.Lang: value}, e.Class, e.Icon)
		s.codes[value] = c.Code
		return c, false, true
	}
	c, ok = s.known[s.how.Default]
	return c, false, ok
}

// ownCode makes a code of a value: its letters where all are plain ones, else a number that stands for them.
func ownCode(set, value string) string {
	var b strings.Builder
	for _, r := range tabular.Fold(value) {
		switch {
		case r == ' ':
			b.WriteByte('_')
		case r > unicode.MaxASCII:
			sum := sha256.Sum256([]byte(value))
			return set + "_" + hex.EncodeToString(sum[:6])
		default:
			b.WriteRune(r)
		}
	}
	return set + "_" + b.String()
}

// store writes the categories that are new.
func (s *sorter) store(tx *db.Tx, log *audit.Log, fresh []Category) error {
	for i, c := range fresh {
		body, err := json.Marshal(c)
		if err != nil {
			return err
		}
		n, err := tx.Exec(`INSERT INTO category (id, set_code, body, position, retired, version) VALUES ($1, $2, $3, $4, FALSE, 1)
			ON CONFLICT (id) DO NOTHING`, c.Code, c.Set, string(body), 1000+s.n-len(fresh)+i)
		if err != nil {
			return err
		}
		if n == 0 {
			continue
		}
		if err := log.Record(tx, audit.Entry{Operation: audit.Collection, Action: "threatmap.category.add", Kind: "threatmap.category", ID: c.Code, Version: 1}); err != nil {
			return err
		}
	}
	return nil
}
