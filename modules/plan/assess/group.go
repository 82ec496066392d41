package assess

// group are the activities of a year with one lead. Permission, unit and name are the same for all of them.
type group struct {
	unit string // empty where the lead is only written
	lead string // as written, where no unit is known
	rows []int  // places in State.Standings, in the order of the plan
}

// group sorts the activities of a year by their leads, in the order of the plan.
func (st *State) group() {
	type key struct{ unit, org, lead string }
	at := map[key]int{}
	for i, one := range st.Standings {
		k := key{unit: leadUnit(one.Node)}
		if a := one.Node.Activity; a != nil {
			if k.org = a.LeadOrg; k.unit == "" {
				k.lead = a.Lead
			}
		}
		n, ok := at[k]
		if !ok {
			n = len(st.groups)
			at[k] = n
			st.groups = append(st.groups, group{unit: k.unit, lead: k.lead})
		}
		st.groups[n].rows = append(st.groups[n].rows, i)
	}
}

// groups are those that the asker sees.
func (w *work) groups() (out []group) {
	for _, g := range w.st.groups {
		if w.sees(w.st.Standings[g.rows[0]].Node) {
			out = append(out, g)
		}
	}
	return out
}
