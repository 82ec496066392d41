package day

import (
	"context"
	"testing"

	"reeve/kernel/db"
	"reeve/kernel/errs"
)

// TestSurvey takes each token once, tells nothing below three answers, and an event with three is evaluated.
func TestSurvey(t *testing.T) {
	onHouse(t, func(t *testing.T, h *house) {
		e := h.event("Bezpečná obec")
		h.write(func(tx *db.Tx) error {
			_, err := h.day.Enter(tx, e, []Listed{{Name: "Jana Malá", Organisation: "Kladno"}}, "cs")
			return err
		})
		var tokens []string
		h.write(func(tx *db.Tx) (err error) { tokens, err = h.day.Slips(tx, e, 3); return err })
		take := func(token string, a SurveyAnswer) error {
			return h.d.Write(context.Background(), db.System(), func(tx *db.Tx) error { return h.day.TakeAnswer(tx, token, a) })
		}
		evaluate := func() (v Evaluation) {
			if err := h.d.Read(context.Background(), func(s *db.Snapshot) (err error) { v, err = Evaluate(s, e.ID, AfterEvent); return err }); err != nil {
				t.Fatal(err)
			}
			return v
		}
		if err := take(tokens[0], SurveyAnswer{Marks: []int64{0, 0, 0}}); errs.KindOf(err) != errs.Invalid {
			t.Errorf("an empty answer: %v", err)
		}
		for i, token := range tokens {
			if v := evaluate(); v.Answers != int64(i) || v.Sums != nil || v.Words != nil {
				t.Errorf("%d answers tell %+v", i, v)
			}
			if c := h.count(); len(c.WithoutEvaluation) != 1 {
				t.Errorf("%d answers evaluate an event", i)
			}
			if err := take(token, SurveyAnswer{Marks: []int64{5, int64(i), 0}, Words: "dobré"}); err != nil {
				t.Fatal(err)
			}
			if err := take(token, SurveyAnswer{Marks: []int64{1, 1, 1}}); errs.KindOf(err) != errs.NotFound {
				t.Errorf("a token spent twice: %v", err)
			}
		}
		v := evaluate()
		if v.Answers != 3 || v.Sums[0] != 15 || v.Counts[1] != 0 || len(v.Words) != 3 {
			t.Errorf("%+v", v)
		}
		if c := h.count(); len(c.WithoutEvaluation) != 0 {
			t.Errorf("%+v", c.WithoutEvaluation)
		}
	})
}
