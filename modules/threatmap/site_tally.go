package threatmap

import "reeve/kernel/i18n"

// tally is how many public reports a community has, and how many of them are open.
type tally struct{ All, Open int64 }

// tallies are by the id of the community.
type tallies map[string]tally

// tally counts the public reports by community.
func (m *Map) tally() tallies {
	all := m.Index.Tally()
	by := make(tallies, len(all))
	for id, t := range all {
		by[id] = tally{int64(t.All), int64(t.Open)}
	}
	return by
}

func tallyWords(l *i18n.Localizer, t tally) string {
	if t.All == 0 {
		return l.T("threatmap.site.list.none")
	}
	return l.T("threatmap.site.tally", "reports", l.N("threatmap.site.count", t.All), "open", l.N("threatmap.site.count_open", t.Open))
}
