package codes

import (
	"slices"
	"testing"

	"reeve/kernel/errs"
)

func TestPermit(t *testing.T) {
	until := &Restriction{Expires: "2027-02-28"}
	gone := &Restriction{DeleteBy: "2027-02-28"}
	named := &Restriction{Recipients: []string{"vaitkus"}}
	for _, c := range []struct {
		name     string
		handling []Handling
		r        *Restriction
		day, by  string
		refused  []Use
	}{
		{"H0", []Handling{H0}, nil, "2027-01-01", "", nil},
		{"H1", []Handling{H1}, nil, "2027-01-01", "", []Use{UseCourt, UseExport}},
		{"H2", []Handling{H2}, nil, "2027-01-01", "", []Use{UseForward, UseHit}},
		{"H1 and H2", []Handling{H1, H2}, nil, "2027-01-01", "", []Use{UseForward, UseCourt, UseExport, UseHit}},
		{"H3 without a word", []Handling{H3}, nil, "2027-01-01", "", []Use{UseForward, UseHit}},
		{"H3 on its last day", []Handling{H3}, until, "2027-02-28", "", []Use{UseForward, UseHit}},
		{"H3 the day after", []Handling{H3}, until, "2027-03-01", "", []Use{UseRead, UseForward, UseCourt, UseExport, UsePrint, UseHit}},
		{"H3 to be erased", []Handling{H3}, gone, "2027-03-01", "", Uses()},
		{"H3 for whom it is", []Handling{H3}, named, "2027-01-01", "vaitkus", []Use{UseForward, UseHit}},
		{"H3 for others", []Handling{H3}, named, "2027-01-01", "petrauskiene", []Use{UseRead, UseForward, UseCourt, UseExport, UsePrint, UseHit}},
		{"a restriction without H3 binds nobody", []Handling{H0}, named, "2027-01-01", "petrauskiene", nil},
	} {
		for _, use := range Uses() {
			err := Permit(use, c.handling, c.r, c.day, c.by)
			if (err != nil) != slices.Contains(c.refused, use) {
				t.Errorf("%s: %s gives %v", c.name, use, err)
			}
			if err != nil && errs.KindOf(err) != errs.Forbidden {
				t.Errorf("%s: %s is refused as %v", c.name, use, errs.KindOf(err))
			}
		}
	}
}
