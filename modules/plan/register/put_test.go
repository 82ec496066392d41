package register

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"reeve/modules/plan/tree"
)

// TestPositionsKeepWhatStands: positions rise strictly in the order wanted, and as many as can keep theirs.
func TestPositionsKeepWhatStands(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		old := rapid.SliceOfNDistinct(rapid.IntRange(0, 40), 0, 20, rapid.ID[int]).Draw(t, "old")
		by := map[string]wording{}
		for i, n := range old {
			by[fmt.Sprint(n)] = wording{Number: fmt.Sprint(n), Position: int64(i+1) * step}
		}
		var nodes []tree.Node
		for _, n := range rapid.SliceOfNDistinct(rapid.IntRange(0, 40), 0, 30, rapid.ID[int]).Draw(t, "now") {
			nodes = append(nodes, tree.Node{Number: fmt.Sprint(n)})
		}
		got := positions(nodes, by)
		if !strictly(got) {
			t.Fatalf("%v do not rise", got)
		}
		keep := 0
		for i, n := range nodes {
			if w, ok := by[n.Number]; ok && w.Position == got[i] {
				keep++
			}
		}
		if want := longest(nodes, by); keep < want {
			t.Fatalf("%d of %d keep their position", keep, want)
		}
	})
}

// longest is how many nodes stand in rising order at most, the slow way.
func longest(nodes []tree.Node, by map[string]wording) (most int) {
	best := make([]int, len(nodes))
	for i, n := range nodes {
		w, ok := by[n.Number]
		if !ok {
			continue
		}
		best[i] = 1
		for k := range i {
			if v, ok := by[nodes[k].Number]; ok && v.Position < w.Position {
				best[i] = max(best[i], best[k]+1)
			}
		}
		most = max(most, best[i])
	}
	return most
}

// TestPositionsWithoutRoom: where there is no gap left everything is placed anew, still in order.
func TestPositionsWithoutRoom(t *testing.T) {
	by := map[string]wording{"a": {Number: "a", Position: 1}, "b": {Number: "b", Position: 2}}
	got := positions([]tree.Node{{Number: "a"}, {Number: "x"}, {Number: "b"}}, by)
	if !strictly(got) || got[0] <= 0 {
		t.Errorf("%v", got)
	}
}
