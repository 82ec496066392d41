package threatmap

import (
	"encoding/binary"
	"encoding/hex"
	"hash/maphash"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"reeve/kernel/disclosure"
	"reeve/kernel/errs"
	"reeve/kernel/tabular"
)

// arrival is a row that is known to be good, before its transaction begins.
type arrival struct {
	row      tabular.Row
	key      string
	hash     []byte
	category Category
	found    located
	when     instant
	text     string
}

// read makes an arrival of a row; leave is true where the mapping leaves it out.
func (i *importer) read(row tabular.Row) (a arrival, leave bool, err error) {
	if row.Problem != nil {
		return a, false, &errs.Error{Kind: errs.Invalid, Key: "errs.invalid", Fields: []errs.Field{*row.Problem}}
	}
	m := i.o.Mapping
	a.row = row
	value, _ := row.Get(m.Category.Column)
	var ok bool
	if a.category, leave, ok = i.sorter.sort(plainText(value)); leave {
		return a, true, nil
	} else if !ok {
		return a, false, errs.Bad(m.Category.Column, "threatmap.import.category_unmapped", "value", value)
	}
	if a.when, value, ok = m.When.read(row, m.zone); !ok {
		return a, false, errs.Bad(m.When.Column+m.When.Year, "threatmap.import.when_wrong", "value", value, "style", m.When.Style)
	}
	switch {
	case a.when.at.After(i.now.Add(14 * time.Hour)):
		return a, false, errs.Bad(m.When.Column+m.When.Year, "threatmap.date_future")
	case a.when.at.Year() < 1900:
		return a, false, errs.Bad(m.When.Column+m.When.Year, "threatmap.import.when_wrong", "value", value, "style", m.When.Style)
	}
	if a.found, err = i.placed(row); err != nil {
		return a, false, err
	}
	if !i.o.DryRun {
		i.m.zoned(i.ctx, &a.found, a.category)
	}
	if a.text, err = m.Text.read(row); err != nil {
		return a, false, err
	}
	return a, false, i.identify(&a)
}

// identify gives an arrival the key by which its row is known again, and the hash by which a change of it is. The
// hash is keyed: what a row said cannot be guessed from it once the report is erased.
func (i *importer) identify(a *arrival) error {
	var all, key strings.Builder
	for _, column := range i.columns {
		value, _ := a.row.Get(column)
		all.WriteString(column + "\x1f" + value + "\x1e")
	}
	a.hash = i.m.Keys.MAC("threatmap.import", []byte(all.String()))
	for n, column := range i.o.Mapping.Key {
		value, _ := a.row.Get(column)
		if value == "" {
			return errs.Bad(column, "threatmap.import.key_missing")
		}
		if n > 0 {
			key.WriteString(" / ")
		}
		key.WriteString(value)
	}
	a.key = key.String()
	if len(i.o.Mapping.Key) == 0 { // the same row may be there twice, and then is meant twice
		var sum [16]byte
		copy(sum[:], a.hash)
		i.twins[sum]++
		a.key = hex.EncodeToString(a.hash) + "/" + strconv.Itoa(i.twins[sum])
	} else if len(a.key) > 200 || strings.ContainsFunc(a.key, unicode.IsControl) {
		a.key = hex.EncodeToString(i.m.Keys.MAC("threatmap.import.key", []byte(a.key)))
	}
	return i.once(*a)
}

// once refuses a row whose key an earlier row of the file has with other content: one of them would overwrite the
// other, at every import anew.
func (i *importer) once(a arrival) error {
	if len(i.o.Mapping.Key) == 0 {
		return nil
	}
	key, content := maphash.String(i.seed, a.key), binary.LittleEndian.Uint64(a.hash)
	if had, ok := i.seen[key]; ok && had != content {
		return errs.Bad(i.o.Mapping.Key[0], "threatmap.import.key_twice", "key", a.key)
	}
	i.seen[key] = content
	return nil
}

// read joins the columns of the text, each a paragraph.
func (t mappedText) read(row tabular.Row) (string, error) {
	var parts []string
	for _, column := range t.Columns {
		value, _ := row.Get(column)
		if value = plainText(value); value != "" {
			parts = append(parts, value)
		}
	}
	text := strings.Join(parts, "\n")
	if n := utf8.RuneCountInString(text); n > MaxText {
		return "", errs.Bad(t.Columns[0], "threatmap.text_too_long", "most", MaxText, "have", n)
	}
	return text, nil
}

// plainText composes letters with their marks and keeps no control characters but line ends.
func plainText(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' {
			return ' '
		}
		return r
	}, norm.NFC.String(strings.ReplaceAll(s, "\r\n", "\n"))))
}

// report is the row of report that an arrival becomes.
func (i *importer) report(a arrival) Report {
	m := i.o.Mapping
	r := Report{Category: a.category.Code, Place: a.found.Community.ID, Beat: a.found.beatID(), At: a.found.At, Exact: a.found.Exact,
		Rule: "import", RuleVersion: RuleVersion, Lang: m.Text.Lang, Source: "import", Publication: firstPublication(a.category.Class, true),
		FiledAt: a.when.at, PubAt: disclosure.PartStart(a.when.at, m.zone)}
	if r.Lang == "" {
		r.Lang = "und"
	}
	if m.Publication != "" {
		r.Publication = m.Publication
	}
	if m.When.Meaning != "published" {
		r.Seen = a.when.seen()
	}
	r.publish(a.category.Class, a.found)
	if a.category.CrimeTip {
		r.divert()
	}
	return r
}
