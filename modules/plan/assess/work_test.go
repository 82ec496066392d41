package assess

import (
	"fmt"
	"testing"

	"reeve/modules/plan/rates"
)

func TestMark(t *testing.T) {
	r := Round{Due: "2025-01-31", Before: []int64{14, 3}, After: []int64{1, 7}}
	for _, c := range []struct {
		today string
		want  string
	}{
		{"2025-01-16", "none"}, {"2025-01-17", "-14"}, {"2025-01-22", "-14"}, {"2025-01-23", "none"}, {"2025-01-27", "none"}, {"2025-01-28", "-3"},
		{"2025-01-31", "-3"}, {"2025-02-01", "1"}, {"2025-02-06", "1"}, {"2025-02-07", "7"}, {"2025-02-12", "7"}, {"2025-02-13", "none"},
	} {
		got := "none"
		if n, ok := r.Mark(c.today); ok {
			got = fmt.Sprint(n)
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.today, got, c.want)
		}
	}
	if _, ok := (Round{Before: []int64{14}}).Mark("2025-01-17"); ok {
		t.Error("a reminder without a day")
	}
	late := Round{Due: "2025-01-31", Before: []int64{1}}
	if n, ok := late.Mark("2025-02-01"); ok {
		t.Errorf("a reminder of before is sent after: %d", n)
	}
}

func TestDays(t *testing.T) {
	for typed, want := range map[string]string{"14 3": "[14 3] true", "3,14;14": "[14 3] true", "": "[] true", "x": "[] false", "-1": "[] false", "121": "[] false", "1 2 3 4 5 6 7": "[7 6 5 4 3 2 1] false"} {
		if all, ok := days(typed); fmt.Sprint(all, ok) != want {
			t.Errorf("%q: %v %v, want %s", typed, all, ok, want)
		}
	}
}

// TestOvertaken: a record that moved is a conflict only where the sheet wants something else than both.
func TestOvertaken(t *testing.T) {
	for _, c := range []struct {
		token, mine, theirs string
		want                bool
	}{{"a", "b", "a", false}, {"a", "b", "c", true}, {"a", "c", "c", false}, {"a", "a", "c", false}} {
		if got := overtaken(c.token, c.mine, c.theirs); got != c.want {
			t.Errorf("%+v: %t", c, got)
		}
	}
}

// TestTokens: what differs has another token, and blanks between fields do not hide it.
func TestTokens(t *testing.T) {
	seen := map[string]Said{}
	for _, s := range []Said{{}, {Status: rates.Partly}, {Progress: "partly"}, {Challenges: "partly"}, {Progress: "a b"}, {Progress: "a", Challenges: "b"}, {Progress: "", Challenges: "a b"}} {
		if o, ok := seen[s.Token()]; ok {
			t.Errorf("%+v and %+v", s, o)
		}
		seen[s.Token()] = s
	}
}
