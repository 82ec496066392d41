package events

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"reeve/kernel/config"
	"reeve/kernel/db"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/id"
	"reeve/kernel/mail"
	"reeve/kernel/process"
	"reeve/modules/places"
	"reeve/modules/practice/seats"
)

// withMail gives the house an outbox and words.
func (h *house) withMail() {
	h.t.Helper()
	h.v.Mail = mail.New(h.d, h.v.Keys, h.v.Log, h.v.Now)
	h.v.Mail.Work(h.v.Jobs)
	h.v.Catalogue = must[*i18n.Catalogue](h.t)(i18n.Load(Files(), process.Files(), places.Files()))
	h.v.Settings = config.New(h.d, h.v.Log)
	h.v.BaseURL = func() string { return "https://example.org" }
	h.v.Tell = h.v.write
}

// outbox are the subjects of the letters to an address, in order.
func (h *house) outbox(to string) (subjects []string) {
	h.t.Helper()
	type row struct {
		letter, record string
		sealed         []byte
	}
	if err := h.d.Read(context.Background(), func(s *db.Snapshot) error {
		all, err := db.All(s, func(scan db.Scan) (r row, err error) {
			err = scan(&r.letter, &r.record, &r.sealed)
			return r, err
		}, "SELECT id, record, sealed FROM mail_message WHERE sealed IS NOT NULL ORDER BY id")
		for _, r := range all {
			plain, err := h.v.Keys.Open(s, r.record, "letter "+r.letter, r.sealed)
			if err != nil {
				return err
			}
			if text := string(plain); strings.Contains(text, `"To":"`+to+`"`) {
				_, rest, _ := strings.Cut(text, `"Subject":"`)
				subject, _, _ := strings.Cut(rest, `"`)
				subjects = append(subjects, subject)
			}
		}
		return err
	}); err != nil {
		h.t.Fatal(err)
	}
	return subjects
}

// TestLettersByDay: each reader's language, one letter for one change, and none in the night.
func TestLettersByDay(t *testing.T) {
	onHouse(t, func(t *testing.T, h *house) {
		h.withMail()
		e := h.workshop(func(e *Event) { e.Capacity, e.Pools = 1, []seats.Pool{{Seats: 1}} })
		ask := func(name, to, lang string) Ask { return Ask{Person: Person{Name: name, Mail: to, Lang: lang}} }
		first := must[[]Standing](t)(h.register(e, "Kladno", ask("Jana Malá", "jana@example.org", "cs")))
		must[[]Standing](t)(h.register(e, "Oslo", ask("Ola Nordmann", "ola@example.org", "nb")))
		if got := fmt.Sprint(h.outbox("jana@example.org"), h.outbox("ola@example.org")); !strings.Contains(got, "Máte místo") || !strings.Contains(got, "På venteliste") {
			t.Errorf("by day: %s", got)
		}
		h.now = time.Date(2020, 9, 1, 21, 30, 0, 0, time.UTC) // half past eleven in the evening in Prague
		if err := h.answer(first[0].Ref, "withdraw"); err != nil {
			t.Fatal(err)
		}
		if n := len(h.outbox("ola@example.org")); n != 1 {
			t.Errorf("in the night: %d letters", n)
		}
		h.later(8 * time.Hour) // half past seven
		if n := len(h.outbox("ola@example.org")); n != 1 {
			t.Errorf("before eight: %d letters", n)
		}
		h.later(time.Hour)
		got := h.outbox("ola@example.org")
		if len(got) != 2 || !strings.Contains(got[1], "tilbud om plass") {
			t.Errorf("in the morning: %q", got)
		}
		if err := h.v.sendLetter(context.Background(), []byte(fmt.Sprintf(`{"nomination":%q,"what":"withdrawn","key":"k"}`, first[0].Ref))); err != nil {
			t.Fatal(err)
		}
		n := len(h.outbox("jana@example.org"))
		if err := h.v.sendLetter(context.Background(), []byte(fmt.Sprintf(`{"nomination":%q,"what":"withdrawn","key":"k"}`, first[0].Ref))); err != nil || len(h.outbox("jana@example.org")) != n {
			t.Errorf("the same order twice: %v", err)
		}
	})
}

func TestMessageToOnePool(t *testing.T) {
	onHouse(t, func(t *testing.T, h *house) {
		h.withMail()
		e := h.workshop(nil)
		e, _, _ = h.event(e.Ref)
		must[[]Standing](t)(h.register(e, "Kladno", Ask{Person: Person{Name: "Jana Malá", Mail: "jana@example.org", Lang: "cs"}, Delegation: "CZ"}))
		must[[]Standing](t)(h.register(e, "Oslo", Ask{Person: Person{Name: "Ola Nordmann", Mail: "ola@example.org", Lang: "nb"}, Delegation: "NO"}))
		m := Message{Ref: id.Ref(), Audience: e.Pools[1].ID, Subjects: i18n.Text{"cs": "Cesta", "nb": "Reise"}, Texts: i18n.Text{"cs": "Vlak", "nb": "Tog"}}
		for range 2 { // sent twice it is one message
			if err := h.write(func(tx *db.Tx) error { _, err := h.v.SendMessage(tx, e, m); return err }); err != nil {
				t.Fatal(err)
			}
		}
		if jana, ola := h.outbox("jana@example.org"), h.outbox("ola@example.org"); len(jana) != 1 || len(ola) != 2 || !slices.Contains(ola, "Reise") {
			t.Errorf("%q %q", jana, ola)
		}
		if err := (Message{Audience: ToAll, Subjects: i18n.Text{"cs": "x"}, Texts: i18n.Text{"cs": ""}}).check(e); errs.KindOf(err) != errs.Invalid {
			t.Errorf("half a message: %v", err)
		}
	})
}

func (h *house) event(ref string) (e Event, state string, err error) {
	err = h.d.Read(context.Background(), func(s *db.Snapshot) (err error) { e, state, err = EventByRef(s, ref); return err })
	return e, state, err
}

func TestOpenLinkWaitsForApproval(t *testing.T) {
	onHouse(t, func(t *testing.T, h *house) {
		e := h.workshop(nil)
		var i Invitation
		if err := h.write(func(tx *db.Tx) (err error) {
			i, err = h.v.Invite(tx, e, Invitation{ExpiresAt: h.now.Add(24 * time.Hour)})
			return err
		}); err != nil || !i.Approve {
			t.Fatal(err, i)
		}
		open := func(token string) error {
			return h.d.Read(context.Background(), func(s *db.Snapshot) error { _, _, _, err := h.v.invited(s, token, h.now); return err })
		}
		token := h.v.token(linkInvite, i.Ref)
		if err := open(token); err != nil {
			t.Fatal(err)
		}
		for _, wrong := range []string{h.v.token(linkSeat, i.Ref), i.Ref, token[:len(token)-1], "", "-"} {
			if err := open(wrong); errs.KindOf(err) != errs.NotFound {
				t.Errorf("%q: %v", wrong, err)
			}
		}
		var reg Registration
		var all []Standing
		if err := h.write(func(tx *db.Tx) error {
			o, err := h.v.Organisation(tx, "Kladno", "cs", true)
			if err != nil {
				return err
			}
			reg, all, err = h.v.register(tx, []Event{e}, o.ID, []Ask{person("Jana Malá", "CZ")}, true)
			return err
		}); err != nil || all[0].State != Named {
			t.Fatal(err, all)
		}
		approve := func() error { return h.write(func(tx *db.Tx) error { return h.v.Approve(tx, e.ID, reg.ID) }) }
		if err := approve(); err != nil || h.standings(e)[0].State != Confirmed {
			t.Fatal(err)
		}
		if err := approve(); errs.KindOf(err) != errs.Conflict {
			t.Errorf("approved twice: %v", err)
		}
		h.now = h.now.Add(24 * time.Hour)
		if err := open(token); errs.KindOf(err) != errs.Gone {
			t.Errorf("a link that has ended: %v", err)
		}
	})
}

func TestLateIsSeatedByTheOrganiser(t *testing.T) {
	onHouse(t, func(t *testing.T, h *house) {
		e := h.workshop(func(e *Event) { e.Capacity, e.Pools = 1, []seats.Pool{{Seats: 1}} })
		h.now = time.Date(2020, 11, 1, 10, 0, 0, 0, time.UTC)
		one := must[[]Standing](t)(h.register(e, "Kladno", person("Jana Malá", "")))
		two := must[[]Standing](t)(h.register(e, "Brno", person("Eva Dlouhá", "")))
		seat := func(ref string) error { return h.write(func(tx *db.Tx) error { return h.v.Seat(tx, ref, id.New()) }) }
		if err := seat(two[0].Ref); err != nil {
			t.Fatal(err)
		}
		if err := seat(one[0].Ref); errs.KindOf(err) != errs.Conflict {
			t.Errorf("one seat too many: %v", err)
		}
	})
}

func TestImportParticipants(t *testing.T) {
	onHouse(t, func(t *testing.T, h *house) {
		h.withMail()
		e := h.workshop(func(e *Event) { e.Deadline = "" })
		file := filepath.Join(t.TempDir(), "people.csv")
		rows := "Delegace;Jméno;Obec;E-mail\nCZ;Jana Malá;Kladno;jana@example.org\nNO;Ola Nordmann;Oslo;\nCZ;Jana Malá;Kladno;jana@example.org\nSE;Anna Svensson;Malmö;\nCZ;;Brno;\n"
		if err := os.WriteFile(file, []byte(rows), 0o600); err != nil {
			t.Fatal(err)
		}
		run := func(dry bool) ImportResult {
			return must[ImportResult](t)(h.v.Import(context.Background(), ImportOptions{File: file, Event: e.Ref, Lang: "cs", DryRun: dry, Actor: db.System()}))
		}
		for _, c := range []struct {
			dry                           bool
			imported, unchanged, rejected int
		}{{true, 2, 0, 3}, {false, 2, 0, 3}, {false, 0, 2, 3}} {
			if r := run(c.dry); r.Imported != c.imported || r.Unchanged != c.unchanged || r.Rejected != c.rejected {
				t.Errorf("%+v, want %+v", r, c)
			}
		}
		if n := len(h.standings(e)); n != 2 {
			t.Errorf("%d nominations", n)
		}
	})
}

// TestErasedPeopleAreStillCounted: nobody can read who it was, letters to them go too, and the counts are the same.
func TestErasedPeopleAreStillCounted(t *testing.T) {
	onHouse(t, func(t *testing.T, h *house) {
		h.withMail()
		e := h.workshop(nil)
		must[[]Standing](t)(h.register(e, "Kladno", Ask{Person: Person{Name: "Jana Malá", Mail: "jana@example.org"}, Delegation: "CZ"}))
		if err := h.write(func(tx *db.Tx) error { return h.v.ErasePerson(tx, h.standings(e)[0].Nomination, "retention") }); err != nil {
			t.Fatal(err)
		}
		s := h.standings(e)[0]
		if err := h.d.Read(context.Background(), func(q *db.Snapshot) error { _, err := h.v.Person(q, s.Nomination); return err }); errs.KindOf(err) != errs.Gone {
			t.Errorf("who it was can be read: %v", err)
		}
		if s.State != Confirmed || s.NameKey == "" || counts(h.standings(e))[s.Pool].Taken != 1 {
			t.Errorf("%+v", s)
		}
		if err := h.answer(s.Ref, "withdraw"); err != nil {
			t.Errorf("an erased person's seat cannot be freed: %v", err)
		}
	})
}
