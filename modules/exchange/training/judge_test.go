package training_test

import (
	"bytes"
	"testing"
	"time"

	"reeve/kernel/i18n"
	"reeve/modules/exchange/request"
	"reeve/modules/exchange/training"
)

// Every script can be handled rightly, and has its title in all languages.
func TestExercises(t *testing.T) {
	all, err := training.Exercises()
	if err != nil || len(all) != 3 {
		t.Fatal(len(all), err)
	}
	for _, x := range all {
		for _, l := range i18n.Written() {
			if x.Title[l.HTML()] == "" && l.HTML() != "sr-Latn" {
				t.Errorf("%s has no title in %s", x.Name, l.HTML())
			}
		}
		for _, k := range x.Tasks {
			now := time.Now()
			m := training.Judge(k, now, now.Add(time.Hour), []training.Entry{{Kind: request.FactDelivered, At: now}, {Kind: request.FactClassified, Detail: string(k.Access), At: now.Add(time.Minute), Account: "a"},
				{Kind: k.Ends, Reason: string(k.Refusal) + ": because", At: now.Add(2 * time.Minute), Account: "b"}})
			if !m.Right || len(m.People) != 2 || k.Refusal != "" && !k.Refusal.Valid() || !k.Handling[0].Valid() || !k.Grade.Valid() {
				t.Errorf("%s/%s: %+v", x.Name, k.Key, m)
			}
		}
	}
}

func TestJudge(t *testing.T) {
	began := time.Date(2027, 3, 1, 8, 0, 0, 0, time.UTC)
	at := func(m int) time.Time { return began.Add(time.Duration(m) * time.Minute) }
	refuse := training.Task{Access: "direct", Minutes: 30, Ends: request.FactRefused, Refusal: "g"}
	classified := training.Entry{Kind: request.FactClassified, Detail: "direct", At: at(10), Account: "a"}
	for _, c := range []struct {
		name        string
		entries     []training.Entry
		class, ends string
	}{
		{"nothing", nil, training.Missing, training.Missing},
		{"right", []training.Entry{classified, {Kind: request.FactRefused, Reason: "G) no offence here", At: at(20)}}, training.Right, training.Right},
		{"late", []training.Entry{{Kind: request.FactClassified, Detail: "direct", At: at(31)}, {Kind: request.FactRefused, Reason: "g", At: at(61)}}, training.Late, training.Late},
		{"other ground", []training.Entry{classified, {Kind: request.FactRefused, Reason: "h: third", At: at(20)}}, training.Right, training.Wrong},
		{"a word with g", []training.Entry{classified, {Kind: request.FactRefused, Reason: "good reasons", At: at(20)}}, training.Right, training.Wrong},
		{"answered", []training.Entry{classified, {Kind: request.FactAnswered, At: at(20)}}, training.Right, training.Wrong},
		{"wrong, then right", []training.Entry{{Kind: request.FactClassified, Detail: "indirect", At: at(5)}, classified}, training.Right, training.Missing},
	} {
		m := training.Judge(refuse, began, at(60), c.entries)
		if m.Classified != c.class || m.Ended != c.ends || m.Right != (c.name == "right") {
			t.Errorf("%s: %+v", c.name, m)
		}
	}
	people := training.ByPerson([]training.Mark{{Right: true, People: []string{"b", "a"}}, {People: []string{"a"}}})
	if len(people) != 2 || people[0].Tasks != 2 || people[0].Right != 1 || people[1].Right != 1 {
		t.Errorf("%+v", people)
	}
	var b bytes.Buffer
	if err := training.Attendance(&b, "Node", []training.Person{{Name: "=cmd()", Email: "a@example.org"}, {Name: "Ona, O.", Email: "service"}}); err != nil ||
		b.String() != "organisation,name,email\nNode,'=cmd(),a@example.org\nNode,\"Ona, O.\",\n" {
		t.Errorf("%q %v", b.String(), err)
	}
}
