package places

import (
	"math"
	"strconv"
	"strings"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/document"
	"reeve/kernel/errs"
	"reeve/kernel/id"
)

// Look is how a programme looks, and where it runs. Its colours are a pair that can be read: letters and the ground
// below them differ by 4.5 to 1 at the least (WCAG 2.2, 1.4.3).
type Look struct {
	Programme string // id
	Place     string // id of the region or community where it runs; empty = everywhere
	Back, Ink string // ground and letters, #rrggbb; both empty = the program's own colours
	Logo      string // random ref in the public address; empty = none
	File      string // of the logo
	Version   int64  // 0 = nothing was ever said
}

// LogoHref is the public address of the logo; empty where there is none.
func (l Look) LogoHref() string {
	if l.Logo == "" {
		return ""
	}
	return "/programme-logos/" + l.Logo
}

// StyleHref is the public address of the style sheet with the programme's colours; empty where it has none. Its class
// is rv-programme. A change of the colours is another address.
func (v Programme) StyleHref() string {
	if v.Look.Back == "" {
		return ""
	}
	return "/programmes/" + v.Slug + ".css?v=" + strconv.FormatInt(v.Look.Version, 10)
}

// leastContrast is what letters of the size of text need.
const leastContrast = 4.5

// Contrast is the contrast of two colours by WCAG, from 1 to 21. ok is false where one is no colour.
func Contrast(a, b string) (ratio float64, ok bool) {
	x, okX := luminance(a)
	y, okY := luminance(b)
	if x < y {
		x, y = y, x
	}
	return (x + 0.05) / (y + 0.05), okX && okY
}

// luminance is the relative luminance of #rrggbb.
func luminance(color string) (sum float64, ok bool) {
	n, err := strconv.ParseUint(strings.TrimPrefix(color, "#"), 16, 32)
	if err != nil || len(color) != 7 || color[0] != '#' {
		return 0, false
	}
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		c := float64(n>>(16-8*i)&0xff) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		sum += weight * c
	}
	return sum, true
}

func (l Look) check() error {
	var f errs.Fields
	if l.Back == "" && l.Ink == "" {
		return nil
	}
	for field, color := range map[string]string{"back": l.Back, "ink": l.Ink} {
		if _, ok := luminance(color); !ok {
			f.Add(field, "places.color_wrong", "color", color)
		}
	}
	if ratio, ok := Contrast(l.Back, l.Ink); ok && ratio < leastContrast {
		f.Add("ink", "places.contrast_low", "ratio", math.Floor(ratio*10)/10, "least", leastContrast) // never said to be more than it is
	}
	return f.Err()
}

// SetLook stores how a programme looks, read as version l.Version. logo, where there is one, is a cleaned picture whose
// bytes are stored; it takes the place of the one before. An empty l.Logo takes the logo away. What is stored already
// changes nothing.
func (p *Places) SetLook(tx *db.Tx, l Look, logo *document.Upload) error {
	l.Back, l.Ink = strings.ToLower(l.Back), strings.ToLower(l.Ink)
	if err := l.check(); err != nil {
		return err
	}
	if l.Place != "" {
		if _, err := GetPlace(tx, l.Place); err != nil {
			return err
		}
	}
	old, err := lookOf(tx, l.Programme)
	if err != nil {
		return err
	}
	if old.Version != l.Version {
		return movedOn(l.Programme, old.Version)
	}
	if logo == nil && old.Logo == l.Logo && old.Place == l.Place && old.Back == l.Back && old.Ink == l.Ink {
		return nil
	}
	l.File = old.File
	if logo != nil || l.Logo == "" {
		if old.File != "" {
			if _, err := p.Archive.Remove(tx, old.File, "places.programme.look"); err != nil { // the next sweep takes the bytes
				return err
			}
		}
		l.Logo, l.File = "", ""
	}
	if logo != nil {
		if err := p.Archive.Attach(tx, document.File{Visibility: document.Public, OwnerKind: KindLook, OwnerID: l.Programme}, *logo); err != nil {
			return err
		}
		l.Logo, l.File = id.Ref(), logo.ID
	}
	l.Version++
	if _, err := tx.Exec(`INSERT INTO programme_look (programme, place, back, ink, logo, file, version) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (programme) DO UPDATE SET place = excluded.place, back = excluded.back, ink = excluded.ink, logo = excluded.logo,
		file = excluded.file, version = excluded.version`,
		l.Programme, db.NullText(l.Place), l.Back, l.Ink, db.NullText(l.Logo), db.NullText(l.File), l.Version); err != nil {
		return err
	}
	return p.log.Record(tx, audit.Entry{Operation: firstOr(l.Version), Action: "places.programme.look", Kind: KindLook, ID: l.Programme, Version: l.Version, Place: l.Place})
}

// lookOf reads how a programme looks; an empty Look if nothing was ever said.
func lookOf(r db.Reader, programme string) (Look, error) {
	all, err := db.All(r, func(scan db.Scan) (l Look, err error) {
		return l, scan(&l.Programme, &l.Place, &l.Back, &l.Ink, &l.Logo, &l.File, &l.Version)
	}, `SELECT l.programme, COALESCE(l.place, ''), l.back, l.ink, COALESCE(l.logo, ''), COALESCE(l.file, ''), l.version FROM programme_look l WHERE l.programme = $1`, programme)
	if err != nil || len(all) == 0 {
		return Look{Programme: programme}, err
	}
	return all[0], nil
}
