package mail

import (
	"context"
	"testing"

	"reeve/kernel/db"
	"reeve/kernel/errs"
)

func TestSettings(t *testing.T) {
	both(t, func(w world) {
		try := func(s Settings) error {
			return w.d.Write(context.Background(), admin(), func(tx *db.Tx) error { return w.Save(tx, s) })
		}
		good := Settings{Host: "mail.example.org", Port: 587, TLS: StartTLS, Username: "u", Password: "p", From: "a@example.org"}
		for name, change := range map[string]func(s *Settings){"host": func(s *Settings) { s.Host = "https://x" }, "port": func(s *Settings) { s.Port = 0 },
			"tls": func(s *Settings) { s.TLS = Plain }, "from": func(s *Settings) { s.From = "Police <a@example.org>" }} {
			s := good
			change(&s)
			if err := try(s); errs.KindOf(err) != errs.Invalid || errs.Of(err).Fields[0].Field != name {
				w.t.Errorf("%s: %v", name, err)
			}
		}
		if err := try(good); err != nil {
			w.t.Fatal(err)
		}
		if err := try(good); errs.KindOf(err) != errs.Conflict {
			w.t.Errorf("saved over what somebody else saved: %v", err)
		}
		read := func() (s server) {
			if err := w.d.Read(context.Background(), func(q *db.Snapshot) (err error) { s, err = w.server(q); return err }); err != nil {
				w.t.Fatal(err)
			}
			return s
		}
		next := good
		next.Password, next.Version, next.Port = "", 1, 465
		if err := try(next); err != nil || read().password != "p" {
			w.t.Errorf("the password was not kept: %v", err)
		}
		next.Version, next.Host = 2, "other.example.org"
		if err := try(next); err != nil || read().password != "" {
			w.t.Error("the password of one server is offered to another")
		}
	})
}
