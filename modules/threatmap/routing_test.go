package threatmap

import "testing"

func TestRouteTo(t *testing.T) {
	beat, second := Candidate{Post: "beat", Unit: "u1", Org: "o"}, Candidate{Post: "second", Org: "o"}
	unit, community := Candidate{Post: "traffic", Org: "o"}, Candidate{Post: "community", Org: "o"}
	for _, c := range []struct {
		name string
		in   Facts
		rule Rule
		to   Candidate
	}{
		{"the beat's first post", Facts{Beat: []Candidate{beat, second}, Community: []Candidate{community}, Owner: "o"}, RuleBeat, beat},
		{"a unit named for the route goes before the beat", Facts{Route: "traffic", ByCategory: []Candidate{unit}, Beat: []Candidate{beat}, Owner: "o"}, RuleUnit, unit},
		{"no beat: the post of the community", Facts{Community: []Candidate{community}, Owner: "o"}, RuleCommunity, community},
		{"nobody: the queue of the owner", Facts{Owner: "o"}, RuleQueue, Candidate{Org: "o"}},
		{"nobody and no owner: still a queue", Facts{}, RuleQueue, Candidate{}},
	} {
		if got := RouteTo(c.in); got.Rule != c.rule || got.Target != c.to {
			t.Errorf("%s: %s to %v, want %s to %v", c.name, got.Rule, got.Target, c.rule, c.to)
		}
	}
}
