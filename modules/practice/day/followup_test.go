package day

import (
	"context"
	"strings"
	"testing"
	"time"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/mail"
	"reeve/modules/practice/events"
)

// TestLaterAt is six months on in the zone of the event, on a day that there is.
func TestLaterAt(t *testing.T) {
	for _, c := range []struct{ zone, ends, want string }{
		{"Europe/Prague", "2021-06-10T16:00", "2021-12-10T08:00:00Z"},    // summer to winter
		{"Europe/Prague", "2021-11-25T16:00", "2022-05-25T07:00:00Z"},    // winter to summer
		{"Europe/Prague", "2021-08-31T16:00", "2022-02-28T08:00:00Z"},    // no 31 February
		{"Europe/Prague", "2023-08-29T16:00", "2024-02-29T08:00:00Z"},    // a leap year
		{"Europe/Kyiv", "2021-10-30T23:30", "2022-04-30T06:00:00Z"},      // the day of the zone, not of UTC
		{"America/New_York", "2021-06-10T22:00", "2021-12-10T14:00:00Z"}, // there it is still the 10th
	} {
		if got := LaterAt(events.Event{Zone: c.zone, Ends: c.ends}).Format(time.RFC3339); got != c.want {
			t.Errorf("%s in %s: %s, want %s", c.ends, c.zone, got, c.want)
		}
	}
	if !LaterAt(events.Event{Zone: "Europe/Prague"}).IsZero() {
		t.Error("an event without a date is asked about")
	}
}

// TestAskedAgainOnce writes to who came and has an address, on the day and not before, by day, once; answers of the two
// rounds stand apart.
func TestAskedAgainOnce(t *testing.T) {
	onHouse(t, func(t *testing.T, h *house) {
		e, old := h.event("Bezpečná obec"), h.event("Dávno")
		h.write(func(tx *db.Tx) error {
			_, err := h.day.Enter(tx, e, []Listed{{Name: "Jana Malá", Mail: "jana@obec.example", Organisation: "Kladno"}, {Name: "Petr Veliký", Mail: "petr@obec.example", Organisation: "Kolín"},
				{Name: "Eva Nová", Organisation: "Tábor"}, {Name: "Ola Nordmann", Mail: "ola@politi.example", Organisation: "Politidistrikt"}}, "cs")
			return err
		})
		_ = old // nobody came
		first := h.slips(e, 3)
		for _, token := range first {
			h.answer(t, token, SurveyAnswer{Marks: []int64{5, 5, 5}})
		}
		ask := func(at time.Time) (waiting int64) {
			t.Helper()
			h.now = at
			if err := h.day.AskAgain(context.Background(), at); err != nil {
				t.Fatal(err)
			}
			if err := h.d.Read(context.Background(), func(s *db.Snapshot) error {
				n, err := mail.Counts(s)
				waiting = n[mail.Waiting]
				return err
			}); err != nil {
				t.Fatal(err)
			}
			return waiting
		}
		day := time.Date(2021, 12, 10, 0, 0, 0, 0, time.UTC)
		if n := ask(day.Add(7*time.Hour + 59*time.Minute)); n != 0 {
			t.Errorf("%d letters before the time", n)
		}
		if n := ask(day.Add(20 * time.Hour)); n != 0 {
			t.Errorf("%d letters in the night", n)
		}
		for range 2 {
			if n := ask(day.Add(33 * time.Hour)); n != 3 {
				t.Errorf("%d letters, want three, once", n)
			}
		}
		var letters []string
		h.read(func(s *db.Snapshot) error {
			type row struct {
				id, record string
				sealed     []byte
			}
			rows, err := db.All(s, func(scan db.Scan) (v row, err error) { return v, scan(&v.id, &v.record, &v.sealed) }, "SELECT id, record, sealed FROM mail_message ORDER BY id")
			for _, v := range rows {
				plain, err := h.day.Keys.Open(s, v.record, "letter "+v.id, v.sealed)
				if err != nil {
					return err
				}
				letters = append(letters, string(plain))
			}
			return err
		})
		tokens := map[string]bool{}
		for _, text := range letters {
			_, rest, ok := strings.Cut(text, "https://reeve.example/en/survey/")
			token, _, _ := strings.Cut(rest, `\n`)
			if !ok || len(token) != 22 || !strings.Contains(text, "Bezpečná obec") {
				t.Errorf("letter: %s", text)
			}
			tokens[token] = true
		}
		if len(tokens) != 3 {
			t.Fatalf("%d tokens in the letters", len(tokens))
		}
		for token := range tokens {
			h.answer(t, token, SurveyAnswer{Marks: []int64{3, 2, 1}})
			if err := h.take(token, SurveyAnswer{Marks: []int64{3, 2, 1}}); errs.KindOf(err) != errs.NotFound {
				t.Errorf("a link used twice: %v", err)
			}
		}
		h.read(func(s *db.Snapshot) error {
			after, err := Evaluate(s, e.ID, AfterEvent)
			if err != nil || after.Answers != 3 || after.Sums[0] != 15 {
				t.Errorf("after the event: %+v %v", after, err)
			}
			later, err := Evaluate(s, e.ID, Later)
			if err != nil || later.Answers != 3 || later.Sums[0] != 9 || later.Sums[2] != 3 {
				t.Errorf("later: %+v %v", later, err)
			}
			return err
		})
	})
}

// TestNotAskedTooLate leaves people alone whose event was entered long after it, and those who were erased.
func TestNotAskedTooLate(t *testing.T) {
	onHouse(t, func(t *testing.T, h *house) {
		e := h.event("Bezpečná obec")
		h.now = at(17, 0).AddDate(0, 9, 0)
		h.write(func(tx *db.Tx) error {
			_, err := h.day.Enter(tx, e, []Listed{{Name: "Jana Malá", Mail: "jana@obec.example", Organisation: "Kladno"}}, "cs")
			return err
		})
		if err := h.day.AskAgain(context.Background(), h.now); err != nil {
			t.Fatal(err)
		}
		h.now = at(10, 0).AddDate(0, 6, 1)
		if err := h.day.Forget(context.Background(), 1); err != nil {
			t.Fatal(err)
		}
		if err := h.day.AskAgain(context.Background(), h.now); err != nil {
			t.Fatal(err)
		}
		h.read(func(s *db.Snapshot) error {
			n, err := mail.Counts(s)
			if n[mail.Waiting] != 0 {
				t.Errorf("%v", n)
			}
			if sent, _ := lettersOf(s, e.ID); sent == nil || *sent != 0 {
				t.Errorf("the event whose people were erased is not done: %v", sent)
			}
			return err
		})
	})
}

func (h *house) read(fn func(s *db.Snapshot) error) {
	h.t.Helper()
	if err := h.d.Read(context.Background(), fn); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) slips(e events.Event, n int64) (tokens []string) {
	h.t.Helper()
	h.write(func(tx *db.Tx) (err error) { tokens, err = h.day.Slips(tx, e, n); return err })
	return tokens
}

func (h *house) take(token string, a SurveyAnswer) error {
	return h.d.Write(context.Background(), db.System(), func(tx *db.Tx) error { return h.day.TakeAnswer(tx, token, a) })
}

func (h *house) answer(t *testing.T, token string, a SurveyAnswer) {
	t.Helper()
	if err := h.take(token, a); err != nil {
		t.Fatal(err)
	}
}
