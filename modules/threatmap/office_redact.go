package threatmap

import (
	"math"
	"net/url"
	"strconv"
	"strings"

	"reeve/kernel/db"
	"reeve/kernel/document"
	"reeve/kernel/errs"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// redactRows is how many regions the form has rows for.
const redactRows = 12

// redactView is the form in which a moderator covers regions of one photo before it becomes public: rows of
// numbers, in per cent; with script, rectangles drawn on the photo fill them.
type redactView struct {
	Photo    string // id
	Src, Alt string
	Others   []look.NavItem // the report's other photos
	Rows     []redactRow
	Error    string
}

// redactRow is one region as it is typed, in per cent.
type redactRow struct {
	N          int
	X, Y, W, H string
}

// redactForm offers the photo that was asked for, or the first that nobody has looked at.
func (o *office) redactForm(r *web.Request, op opened, typed typedStep) (*redactView, error) {
	chosen := typed.value("photo", r.URL.Query().Get("photo"))
	at := -1
	for n, p := range op.photos {
		if p.ID == chosen || at < 0 && chosen == "" && !p.Published {
			at = n
		}
	}
	if at < 0 && len(op.photos) > 0 {
		at = 0
	}
	if at < 0 {
		return nil, nil
	}
	v := &redactView{Photo: op.photos[at].ID, Src: "/desk/photos/" + op.photos[at].ID}
	for n, p := range op.photos {
		word := r.Text.T("threatmap.office.photo.alt", "n", strconv.Itoa(n+1))
		if n == at {
			v.Alt = word
			continue
		}
		q := url.Values{"photo": {p.ID}}
		if back := r.FormValue("back"); back != "" {
			q.Set("back", back)
		}
		v.Others = append(v.Others, look.NavItem{Word: word, Href: stepAddress(op, "publish_photo") + "?" + q.Encode()})
	}
	for _, f := range typed.faults {
		if f.Field == "regions" {
			v.Error = r.Message(f)
		}
	}
	v.Rows = typedRows(r)
	if typed.values == nil { // as in the version that is public, or was
		err := r.Read(func(s *db.Snapshot) error {
			all, err := releasesOf(s, v.Photo)
			if err == nil && len(all) > 0 {
				v.Rows = filledRows(all[len(all)-1].Regions)
			}
			return err
		})
		return v, err
	}
	return v, nil
}

func filledRows(regions []document.Region) []redactRow {
	rows := make([]redactRow, max(redactRows, len(regions)))
	percent := func(v float64) string { return strconv.FormatFloat(math.Round(v*10000)/100, 'f', -1, 64) }
	for n := range rows {
		rows[n].N = n + 1
		if n < len(regions) {
			g := regions[n]
			rows[n] = redactRow{n + 1, percent(g.X), percent(g.Y), percent(g.W), percent(g.H)}
		}
	}
	return rows
}

// typedRows are the rows of the form as it was sent.
func typedRows(r *web.Request) []redactRow {
	rows := filledRows(nil)
	column := func(name string) func(n int) string {
		all := r.PostForm[name]
		return func(n int) string {
			if n < len(all) {
				return strings.TrimSpace(all[n])
			}
			return ""
		}
	}
	x, y, w, h := column("region_x"), column("region_y"), column("region_w"), column("region_h")
	for n := range rows {
		rows[n] = redactRow{n + 1, x(n), y(n), w(n), h(n)}
	}
	return rows
}

// readRegions reads the rows that are filled; a row filled by half is an error.
func readRegions(r *web.Request) (regions []document.Region, err error) {
	for _, row := range typedRows(r) {
		if row.X+row.Y+row.W+row.H == "" {
			continue
		}
		var v [4]float64
		for i, s := range []string{row.X, row.Y, row.W, row.H} {
			f, err := strconv.ParseFloat(strings.ReplaceAll(s, ",", "."), 64)
			if err != nil {
				return nil, errs.Bad("regions", "threatmap.redact.incomplete", "n", row.N)
			}
			v[i] = f / 100
		}
		g := document.Region{X: v[0], Y: v[1], W: v[2], H: v[3]}
		// Rounded per cents of a rectangle at the edge may add up to a little more than all.
		if over := g.X + g.W - 1; over > 0 && over < 0.001 {
			g.W -= over
		}
		if over := g.Y + g.H - 1; over > 0 && over < 0.001 {
			g.H -= over
		}
		if !g.Check() {
			return nil, errs.Bad("regions", "threatmap.redact.outside", "n", row.N)
		}
		regions = append(regions, g)
	}
	return regions, nil
}
