package demo

import (
	"math/rand/v2"
	"strings"
	"time"

	"reeve/kernel/disclosure"
)

// twins adds reports of what somebody else has reported already. The officer links each to the first one, whose
// outcome it then follows; the first of them turns out to be about something else and is taken apart again.
func (s *scene) twins(all []*report) []*report {
	var more []*report
	for _, r := range all {
		if len(more) == twins {
			return more
		}
		c := s.of(r.filing.Category)
		confirmed := r.stepNamed("confirm")
		if confirmed == nil || r.stepNamed("eliminate") == nil || r.stepNamed("reroute") != nil || r.filing.Lat == nil || c.Class == disclosure.C || c.Route != "beat" ||
			!strings.HasPrefix(r.where, "PL-3062011-") || r.where == vacant || confirmed.at.Sub(r.at) < 8*time.Hour {
			continue
		}
		n := around + far + alpine + len(more)
		rnd := rand.New(rand.NewPCG(62, uint64(n)))
		t := &report{n: n, at: r.at.Add(confirmed.at.Sub(r.at) / 2).Truncate(time.Second).Add(time.Duration(n) * time.Microsecond), where: r.where, filing: r.filing}
		lat, lon := round(*r.filing.Lat+rnd.NormFloat64()*1e-5), round(*r.filing.Lon+rnd.NormFloat64()*1e-5)
		t.filing.Lat, t.filing.Lon, t.filing.Contact = &lat, &lon, ""
		t.filing.Text, t.public = s.tables.written(rnd, c.Code, t.filing.Lang)
		acts := []act{{step: "link_duplicate"}}
		if len(more) == 0 {
			acts = append(acts, act{step: "unlink"}, act{step: "not_confirm"})
		}
		for k, a := range acts {
			a.by = officer
			p := s.step(rnd, t, c, a, confirmed.at.Add(time.Duration(k-5)*time.Minute), k)
			if a.step == "link_duplicate" {
				p.twin = r
			}
			t.steps = append(t.steps, p)
		}
		more = append(more, t)
	}
	return more
}

// stepNamed is the first step of a name; nil if there is none.
func (r *report) stepNamed(name string) *planned {
	for i := range r.steps {
		if r.steps[i].what == name {
			return &r.steps[i]
		}
	}
	return nil
}
