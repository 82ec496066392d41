package events

import (
	"context"
	"net/url"
	"testing"

	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/id"
)

// asks gives an event three questions: food (has to be answered), interpreting, access.
func (h *house) asks(e Event) (all Questions) {
	h.t.Helper()
	all.All = []Question{{ID: id.Ref(), Kind: ChoiceQuestion, Labels: i18n.Text{"en": "Food"}, Options: []i18n.Text{{"en": "Meat"}, {"en": "None"}}, Required: true},
		{ID: id.Ref(), Kind: YesNoQuestion, Labels: i18n.Text{"en": "Interpreting"}}, {ID: id.Ref(), Kind: TextQuestion, Labels: i18n.Text{"en": "Access"}}}
	if err := h.write(func(tx *db.Tx) (err error) { all, err = h.v.Inquire(tx, e, all); return err }); err != nil {
		h.t.Fatal(err)
	}
	return all
}

func (h *house) tallies(e Event) (all []Tally, erased int64) {
	h.t.Helper()
	if err := h.d.Read(context.Background(), func(s *db.Snapshot) (err error) { all, erased, err = h.v.Tallies(s, e); return err }); err != nil {
		h.t.Fatal(err)
	}
	return all, erased
}

// TestQuestions: answers are taken, counted, corrected and erased with the person.
func TestQuestions(t *testing.T) {
	onHouse(t, func(t *testing.T, h *house) {
		e := h.workshop(nil)
		asked := h.asks(e)
		food, lift, access := asked.All[0].ID, asked.All[1].ID, asked.All[2].ID
		with := func(name string, a Answers) Ask {
			return Ask{Person: Person{Name: name}, Delegation: "CZ", Answers: a}
		}
		for name, a := range map[string]Answers{"choice": {food: "3"}, "yes or no": {food: "1", lift: "maybe"}, "text": {food: "1", access: string(make([]rune, 501))}} {
			if _, err := h.register(e, "Kladno", with("Jan Nový", a)); errs.KindOf(err) != errs.Invalid {
				t.Errorf("%s: %v", name, err)
			}
		}
		missing := h.d.Read(context.Background(), func(s *db.Snapshot) error {
			return h.v.Answered(s, e, []Ask{with("x", Answers{food: "1"}), with("y", nil)}, i18n.English)
		})
		if bad := errs.Of(missing); bad == nil || len(bad.Fields) != 1 || bad.Fields[0].Row != 2 || bad.Fields[0].Field != "nominations.answers."+food {
			t.Errorf("the one question that has to be answered, of the second person: %v", missing)
		}
		all := must[[]Standing](t)(h.register(e, "Kladno", with("Jana Malá", Answers{food: "2", lift: "yes", access: " wheelchair ", "other": "x"}), with("Petr Velký", Answers{food: "2"}), with("Eva Tichá", nil)))
		if err := h.answer(all[1].Ref, "withdraw"); err != nil {
			t.Fatal(err)
		}
		counted, _ := h.tallies(e)
		if counted[0].Counts["2"] != (Count{Seated: 1}) || counted[1].Counts["yes"].Seated != 1 || len(counted[2].Texts) != 1 || counted[2].Texts[0].Text != "wheelchair" {
			t.Errorf("%+v", counted)
		}
		if err := h.write(func(tx *db.Tx) error { return h.v.putAnswers(tx, all[0].Nomination, Answers{food: "1"}) }); err != nil {
			t.Fatal(err)
		}
		if counted, _ = h.tallies(e); counted[0].Counts["1"].Seated != 1 || counted[0].Counts["2"].Seated != 0 || len(counted[2].Texts) != 0 {
			t.Errorf("corrected: %+v", counted)
		}
		asked.All[1].Kind = TextQuestion
		if err := h.write(func(tx *db.Tx) error { _, err := h.v.Inquire(tx, e, asked); return err }); errs.KindOf(err) != errs.Invalid {
			t.Errorf("another kind after an answer: %v", err)
		}
		var sealed []byte
		if err := h.d.Read(context.Background(), func(s *db.Snapshot) error {
			return s.QueryRow("SELECT a.answers FROM practice_answers a WHERE a.id = $1", all[0].ID).Scan(&sealed)
		}); err != nil {
			t.Fatal(err)
		}
		if err := h.write(func(tx *db.Tx) error {
			s, err := NominationByRef(tx, all[0].Ref)
			if err != nil {
				return err
			}
			return h.v.ErasePerson(tx, s.Nomination, "retention")
		}); err != nil {
			t.Fatal(err)
		}
		counted, erased := h.tallies(e)
		if counted[0].Counts["1"].Seated != 0 || erased != 1 {
			t.Errorf("erased: %+v, %d", counted, erased)
		}
		err := h.d.Read(context.Background(), func(s *db.Snapshot) error { _, err := h.v.openAnswers(s, all[0].ID, sealed); return err })
		if err == nil {
			t.Error("answers of a backup open after the person was erased")
		}
		if err := h.write(func(tx *db.Tx) error {
			s, err := NominationByRef(tx, all[0].Ref)
			if err != nil {
				return err
			}
			return h.v.putAnswers(tx, s.Nomination, Answers{food: "1"})
		}); errs.KindOf(err) != errs.Gone {
			t.Errorf("answers of somebody erased: %v", err)
		}
	})
}

// TestQuestionsCheck: limits of what can be asked.
func TestQuestionsCheck(t *testing.T) {
	onHouse(t, func(t *testing.T, h *house) {
		e := h.workshop(nil)
		text := Question{ID: "a", Kind: TextQuestion, Labels: i18n.Text{"en": "x"}}
		many := make([]Question, MaxQuestions+1)
		for i := range many {
			many[i] = text
		}
		for name, all := range map[string][]Question{"eleven": many, "no words": {{ID: "a", Kind: TextQuestion}}, "no kind": {{ID: "a", Labels: i18n.Text{"en": "x"}}},
			"one option": {{ID: "a", Kind: ChoiceQuestion, Labels: i18n.Text{"en": "x"}, Options: []i18n.Text{{"en": "x"}}}}} {
			if err := h.write(func(tx *db.Tx) error { _, err := h.v.Inquire(tx, e, Questions{All: all}); return err }); errs.KindOf(err) != errs.Invalid {
				t.Errorf("%s: %v", name, err)
			}
		}
		h.asks(e)
		if err := h.write(func(tx *db.Tx) error { _, err := h.v.Inquire(tx, e, Questions{All: []Question{text}}); return err }); errs.KindOf(err) != errs.Conflict {
			t.Errorf("over questions that were not read: %v", err)
		}
	})
}

// TestSpread: a pasted list stands in the rows of the form, behind who stands there, and none of it is lost.
func TestSpread(t *testing.T) {
	in := url.Values{"name_1": {"Jana Malá"}, "name_2": {"Ola Nordmann"}, "substitute_2": {"yes"}, "more": {"yes"},
		"list": {"Petr Velký; petr@example.org; mayor\r\nEva Tichá\teva@example.org\n\nJan Nový, clerk\nAnna Krátká <anna@example.org>"}}
	if !spread(in) || in.Get("rows") != "10" || in.Get("list") != "" || in.Get("more") != "" {
		t.Errorf("%v", in)
	}
	for field, want := range map[string]string{"name_1": "Jana Malá", "substitute_2": "yes", "name_3": "Petr Velký", "email_3": "petr@example.org", "post_3": "mayor", "email_4": "eva@example.org", "name_5": "Jan Nový", "post_5": "clerk",
		"name_6": "Anna Krátká", "email_6": "anna@example.org"} {
		if in.Get(field) != want {
			t.Errorf("%s = %q, want %q", field, in.Get(field), want)
		}
	}
	if spread(in) || in.Get("rows") != "10" {
		t.Errorf("sent without asking for more: %v", in)
	}
	list := ""
	for range maxNominations {
		list += "Somebody\n"
	}
	full := url.Values{"name_1": {"Jana Malá"}, "list": {list}}
	if !spread(full) || full.Get("list") != "Somebody" || full.Get("rows") != "50" {
		t.Errorf("what there is no room for stays in the list: %q, %s rows", full.Get("list"), full.Get("rows"))
	}
	if peopleRowsOf(url.Values{"rows": {"100000"}}) != maxNominations || peopleRowsOf(url.Values{"rows": {"-1"}}) != formPeople {
		t.Error("rows without a limit")
	}
}
