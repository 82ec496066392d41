package mail

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/base64"
	"io"
	"log/slog"
	"mime"
	"mime/quotedprintable"
	"net/mail"
	"strings"
	"testing"
	"time"

	"reeve/kernel/audit"
	"reeve/kernel/db"
	"reeve/kernel/db/dbtest"
	"reeve/kernel/errs"
	"reeve/kernel/jobs"
	"reeve/kernel/secrets"
)

// world is an outbox on a real database, with a clock that the test moves.
type world struct {
	*Outbox
	t   *testing.T
	d   *db.DB
	run *jobs.Runner
	at  *time.Time
}

func both(t *testing.T, test func(w world)) {
	t.Helper()
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		dir := t.TempDir()
		signer, err := audit.LoadOrCreateSigner(dir, "test.example/log")
		if err != nil {
			t.Fatal(err)
		}
		log, err := audit.New(d, Tables(), audit.Options{Origin: "test.example/log", Signer: signer})
		if err != nil {
			t.Fatal(err)
		}
		keys, err := secrets.Open(dir)
		if err != nil {
			t.Fatal(err)
		}
		at := time.Now().Add(time.Second)
		now := func() time.Time { return at }
		w := world{Outbox: New(d, keys, log, now), t: t, d: d, run: jobs.New(d, now), at: &at}
		w.Work(w.run)
		test(w)
	}, audit.Files(), secrets.Files(), jobs.Files(), Files())
}

func admin() db.Actor { return db.Actor{Kind: "account", ID: "the-admin"} }

func (w world) write(fn func(tx *db.Tx) error) error {
	return w.d.Write(context.Background(), admin(), func(tx *db.Tx) error {
		if err := w.log.Record(tx, audit.Entry{Operation: audit.Alteration, Action: "test.act", Kind: "test", ID: "1"}); err != nil {
			return err
		}
		return fn(tx)
	})
}

func (w world) send(m Message) {
	w.t.Helper()
	if err := w.write(func(tx *db.Tx) error { return w.Send(tx, m) }); err != nil {
		w.t.Fatal(err)
	}
}

func (w world) use(s Settings) {
	w.t.Helper()
	if err := w.write(func(tx *db.Tx) error { return w.Save(tx, s) }); err != nil {
		w.t.Fatal(err)
	}
}

// pass lets time go by and does what is due.
func (w world) pass(d time.Duration) {
	w.t.Helper()
	*w.at = w.at.Add(d)
	for range 3 {
		if _, err := w.run.Once(context.Background()); err != nil {
			w.t.Fatal(err)
		}
	}
}

func (w world) counts() (n map[string]int64) {
	w.t.Helper()
	if err := w.d.Read(context.Background(), func(s *db.Snapshot) (err error) { n, err = Counts(s); return err }); err != nil {
		w.t.Fatal(err)
	}
	return n
}

func letter() Message {
	return Message{To: "clerk@example.org", Lang: "uk", Subject: "Нове: 2 звернення", Text: "Є нове.\nhttps://example.org/desk/municipality\n.\nкінець", About: "mail.test",
		Unsubscribe: "https://example.org/unsubscribe/abc"}
}

func TestLetterArrives(t *testing.T) {
	both(t, func(w world) {
		r := listen(w.t, false, func(r *relay) { r.tls, r.login = &tls.Config{}, "reeve s3cret" })
		w.Roots = r.roots
		w.use(Settings{Host: "127.0.0.1", Port: r.port, TLS: StartTLS, Username: "reeve", Password: "s3cret", From: "safety@example.org"})
		w.send(letter())
		w.pass(0)
		all := r.letters()
		if len(all) != 1 {
			w.t.Fatalf("%d letters arrived; %v", len(all), w.counts())
		}
		m, err := mail.ReadMessage(strings.NewReader(all[0]))
		if err != nil {
			w.t.Fatal(err)
		}
		subject, _ := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
		body, _ := io.ReadAll(m.Body)
		switch m.Header.Get("Content-Transfer-Encoding") {
		case "quoted-printable":
			body, _ = io.ReadAll(quotedprintable.NewReader(bytes.NewReader(body)))
		case "base64":
			body, _ = io.ReadAll(base64.NewDecoder(base64.StdEncoding, bytes.NewReader(body)))
		}
		if subject != letter().Subject || strings.TrimSpace(strings.ReplaceAll(string(body), "\r\n", "\n")) != letter().Text {
			w.t.Errorf("%q %q", subject, body)
		}
		for name, want := range map[string]string{"To": "<clerk@example.org>", "From": "<safety@example.org>", "Content-Language": "uk", "Auto-Submitted": "auto-generated",
			"List-Unsubscribe": "<https://example.org/unsubscribe/abc>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"} {
			if got := m.Header.Get(name); got != want {
				w.t.Errorf("%s: %q, want %q", name, got, want)
			}
		}
		if id := m.Header.Get("Message-Id"); !strings.HasSuffix(id, "@example.org>") {
			w.t.Errorf("Message-ID %q", id)
		}
		w.pass(24 * time.Hour)
		if n := w.counts(); len(r.letters()) != 1 || n[Sent] != 1 || n[Waiting] != 0 {
			w.t.Errorf("%d letters, %v", len(r.letters()), n)
		}
		if words := w.dump(); strings.Contains(words, "clerk@") || strings.Contains(words, "s3cret") {
			w.t.Error("address or password can be read in the database")
		}
		w.pass(31 * 24 * time.Hour)
		if err := w.Sweep(context.Background()); err != nil {
			w.t.Fatal(err)
		}
		if n := w.counts(); n[Sent] != 0 {
			w.t.Errorf("after a month: %v", n)
		}
	})
}

// dump is everything that the outbox keeps.
func (w world) dump() (words string) {
	w.t.Helper()
	err := w.d.Read(context.Background(), func(s *db.Snapshot) error {
		all, err := db.Strings(s, "SELECT id || record || about || message_id || state || failure || COALESCE(key, '') FROM mail_message")
		if err != nil {
			return err
		}
		more, err := db.Strings(s, "SELECT kind || key || body || last_error FROM job")
		words = strings.Join(append(all, more...), " ")
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return words
}

func TestImplicitTLSAndRefusedCertificate(t *testing.T) {
	both(t, func(w world) {
		r := listen(w.t, true, nil)
		w.use(Settings{Host: "127.0.0.1", Port: r.port, TLS: Implicit, From: "safety@example.org"})
		w.send(letter())
		w.pass(0)
		if len(r.letters()) != 0 {
			w.t.Fatal("a server that nobody vouches for was given a letter")
		}
		w.Roots = r.roots
		w.pass(2 * time.Minute)
		if len(r.letters()) != 1 {
			w.t.Errorf("%v", w.counts())
		}
	})
}

// TestSameMessageIDAfterLostAnswer has the server take a letter without saying so: it is sent again, and is known again.
func TestSameMessageIDAfterLostAnswer(t *testing.T) {
	both(t, func(w world) {
		r := listen(w.t, false, func(r *relay) { r.drop = true })
		w.use(Settings{Host: "127.0.0.1", Port: r.port, TLS: Plain, From: "safety@example.org"})
		w.send(letter())
		w.pass(0)
		w.pass(2 * time.Minute)
		all := r.letters()
		if len(all) != 2 {
			w.t.Fatalf("%d letters", len(all))
		}
		a, _ := mail.ReadMessage(strings.NewReader(all[0]))
		b, _ := mail.ReadMessage(strings.NewReader(all[1]))
		if id := a.Header.Get("Message-Id"); id == "" || id != b.Header.Get("Message-Id") || a.Header.Get("Date") != b.Header.Get("Date") {
			w.t.Errorf("%q, then %q", id, b.Header.Get("Message-Id"))
		}
	})
}

// TestCrashRepeatsOnlyWhatWasUnderWay stops between a server's yes and the row that says so.
func TestCrashRepeatsOnlyWhatWasUnderWay(t *testing.T) {
	both(t, func(w world) {
		r := listen(w.t, false, nil)
		w.use(Settings{Host: "127.0.0.1", Port: r.port, TLS: Plain, From: "safety@example.org"})
		for n := range 3 {
			m := letter()
			m.Key = string(rune('a' + n))
			w.send(m)
			w.send(m) // of one key there is one
		}
		var first string
		if err := w.d.Read(context.Background(), func(s *db.Snapshot) error {
			return s.QueryRow("SELECT id FROM mail_message WHERE key = 'a'").Scan(&first)
		}); err != nil {
			w.t.Fatal(err)
		}
		one, set, ok, err := w.take(context.Background(), first)
		if err != nil || !ok || w.transmit(context.Background(), set, one) != nil { // and here the power goes
			w.t.Fatal(err)
		}
		w.pass(0)
		if n := len(r.letters()); n != 3 {
			w.t.Errorf("%d letters while the one under way is somebody else's, want 3", n)
		}
		w.pass(3 * time.Minute)
		if n := len(r.letters()); n != 4 || w.counts()[Sent] != 3 {
			w.t.Errorf("%d letters, %v; want the one under way twice and the others once", n, w.counts())
		}
	})
}

func TestRefusedForEver(t *testing.T) {
	both(t, func(w world) {
		var logged bytes.Buffer
		before := slog.Default()
		slog.SetDefault(slog.New(slog.NewTextHandler(&logged, nil)))
		w.t.Cleanup(func() { slog.SetDefault(before) })
		r := listen(w.t, false, nil)
		r.answer("clerk@example.org", "550 5.1.1 <clerk@example.org> is not known here")
		w.use(Settings{Host: "127.0.0.1", Port: r.port, TLS: Plain, From: "safety@example.org"})
		w.send(letter())
		w.pass(0)
		var dead []Letter
		err := w.d.Read(context.Background(), func(s *db.Snapshot) (err error) { dead, _, err = Letters(s, Dead, "", 10); return err })
		if err != nil || len(dead) != 1 || dead[0].Failure != "550 5.1.1" || dead[0].Attempts != 1 {
			w.t.Fatalf("%+v, %v", dead, err)
		}
		if strings.Contains(logged.String()+w.dump(), "clerk") {
			w.t.Errorf("the address is in the log: %s", logged.String())
		}
		r.answer("clerk@example.org", "")
		if err := w.d.Write(context.Background(), admin(), func(tx *db.Tx) error { return w.Again(tx, dead[0].ID) }); err != nil {
			w.t.Fatal(err)
		}
		w.pass(time.Second)
		if len(r.letters()) != 1 || w.counts()[Dead] != 0 {
			w.t.Errorf("sent again: %v", w.counts())
		}
		if err := w.d.Write(context.Background(), admin(), func(tx *db.Tx) error { return w.Drop(tx, dead[0].ID) }); errs.KindOf(err) != errs.NotFound {
			w.t.Errorf("a sent letter was dropped: %v", err)
		}
	})
}

// TestNotNow is asked again with growing pauses and given up after four days.
func TestNotNow(t *testing.T) {
	both(t, func(w world) {
		r := listen(w.t, false, nil)
		r.answer("clerk@example.org", "451 4.7.1 greylisted, come back later")
		w.use(Settings{Host: "127.0.0.1", Port: r.port, TLS: Plain, From: "safety@example.org"})
		w.send(letter())
		tries := 0
		for range 40 {
			w.pass(3 * time.Hour)
			if w.counts()[Dead] == 1 {
				break
			}
			tries++
		}
		if n := w.counts(); n[Dead] != 1 || tries < 25 || tries > 36 {
			w.t.Errorf("after %d times three hours: %v", tries, n)
		}
	})
}

func TestErasedWithItsRecord(t *testing.T) {
	both(t, func(w world) {
		r := listen(w.t, false, nil)
		m := letter()
		m.Record = "account/1"
		w.send(m)
		if err := w.write(func(tx *db.Tx) error { return w.keys.Erase(tx, "account/1", "account", "asked for") }); err != nil {
			w.t.Fatal(err)
		}
		w.use(Settings{Host: "127.0.0.1", Port: r.port, TLS: Plain, From: "safety@example.org"})
		w.pass(time.Minute)
		if n := w.counts(); len(r.letters()) != 0 || len(n) != 0 {
			w.t.Errorf("%d letters, %v", len(r.letters()), n)
		}
	})
}
