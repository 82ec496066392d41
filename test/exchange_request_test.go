package test

import (
	"encoding/json"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// contact is a node that is worked with by commands.
type contact struct {
	t                 *testing.T
	data, card, where string
}

func newContact(t *testing.T, name, country string) *contact {
	t.Helper()
	dir := t.TempDir()
	d := &contact{t: t, data: filepath.Join(dir, "data"), card: filepath.Join(dir, name+".card"), where: address(t)}
	must(t, "node", "init", "--data", d.data, "--name", name, "--country", country, "--role", "spoc", "--address", "https://"+d.where)
	writeCard(t, d.data, d.card)
	return d
}

// address is one of this machine that nobody uses.
func address(t *testing.T) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	return ln.Addr().String()
}

func (d *contact) trusts(other *contact) {
	d.t.Helper()
	must(d.t, "node", "trust", other.card, "--fingerprint", must(d.t, "node", "fingerprint", other.card), "--data", d.data)
	must(d.t, "node", "channel", other.card, "--basis", "Agreement 3/2026", "--allow", "all", "--data", d.data)
}

func (d *contact) serve() { serve(d.t, nil, "--data", d.data, "--exchange", d.where) }

func (d *contact) do(args ...string) string {
	d.t.Helper()
	return must(d.t, append(append([]string{"exchange"}, args...), "--data", d.data)...)
}

func (d *contact) try(args ...string) (int, string, string) {
	d.t.Helper()
	return reeve(d.t, append(append([]string{"exchange"}, args...), "--data", d.data)...)
}

// askedLine is what `list --json` says of a request.
type askedLine struct {
	ID, Case, Subject, State string
	Due                      *string
	Overdue, Paused          bool
	Period, Access           *string
	Handling                 []string
	Evaluation               *string
}

func (d *contact) list(box string) (all []askedLine) {
	d.t.Helper()
	exit, out, errOut := d.try("list", "--"+box, "--json")
	if exit != 0 {
		d.t.Fatalf("list: %s", errOut)
	}
	if err := json.Unmarshal([]byte(out), &all); err != nil {
		d.t.Fatalf("%v in %s", err, out)
	}
	return all
}

// until waits for what the list says of a request.
func (d *contact) until(box, id, what string, ok func(l askedLine) bool) askedLine {
	d.t.Helper()
	var last []askedLine
	for end := time.Now().Add(40 * time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		last = d.list(box)
		for _, l := range last {
			if l.ID == id && ok(l) {
				return l
			}
		}
	}
	d.t.Fatalf("%s of %s: %+v", what, id, last)
	return askedLine{}
}

func stateIs(state string) func(l askedLine) bool {
	return func(l askedLine) bool { return l.State == state }
}

func textFile(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestExchangeByCommands: a request is sent while the partner is down, arrives later, is classified, asked about, answered
// and proved, all by commands beside running servers.
func TestExchangeByCommands(t *testing.T) {
	lt, lv := newContact(t, "Vilnius", "LT"), newContact(t, "Rīga", "LV")
	lt.trusts(lv)
	lv.trusts(lt)
	question := textFile(t, "q.txt", "Did the car cross the border?")
	send := func(more ...string) string {
		return lt.do(append([]string{"send", "--kind", "request", "--urgency", "urgent", "--ground", "ii", "--route", "spoc", "--subject", "Missing girl", "--text-file", question,
			"--handling", "H2", "--evaluation", "B2"}, more...)...)
	}
	id := send("--to", lv.card, "--attach", textFile(t, "photo.bin", strings.Repeat("photo", 500_000)))
	if l := lt.until("outbox", id, "sent", stateIs("sent")); l.Due != nil || l.Overdue {
		t.Errorf("a limit runs before the delivery: %+v", l)
	}
	lt.serve()
	lv.serve()
	came := lv.until("inbox", id, "arrived", stateIs("open"))
	if came.Subject != "Missing girl" || came.Handling[0] != "H2" || *came.Evaluation != "B2" || *came.Period != "8h" {
		t.Errorf("%+v", came)
	}
	if got := lt.until("outbox", id, "delivered", stateIs("open")); *got.Due != *came.Due || got.Case != came.Case {
		t.Errorf("the sides differ: %+v %+v", got, came)
	}
	lv.do("classify", id, "indirect", "--reason", "another agency has it")
	longer := lv.until("inbox", id, "classified", func(l askedLine) bool { return *l.Period == "3d" })
	if got := lt.until("outbox", id, "classified", func(l askedLine) bool { return *l.Period == "3d" }); *got.Due != *longer.Due || *got.Access != "indirect" {
		t.Errorf("the sides differ: %+v %+v", got, longer)
	}
	if exit, _, errOut := lv.try("forward", id, "--to", lt.card); exit != 1 || !strings.Contains(errOut, "H2") {
		t.Errorf("H2 was passed on: exit %d, %s", exit, errOut)
	}
	lv.do("clarify", id, "--text", "When was it seen last?")
	lt.until("outbox", id, "paused", func(l askedLine) bool { return l.Paused })
	lt.do("clarify", id, "--text", "On 19 November.")
	lv.until("inbox", id, "resumed", func(l askedLine) bool { return !l.Paused })
	answer := lv.do("answer", id, "--text-file", textFile(t, "a.txt", "It crossed at 23:40."), "--handling", "H1", "--evaluation", "A1")
	lt.until("outbox", id, "answered", stateIs("answered"))
	if exit, _, errOut := lv.try("answer", id, "--text", "again"); exit != 1 || !strings.Contains(errOut, "not possible") {
		t.Errorf("answered twice: exit %d, %s", exit, errOut)
	}
	_, shown, _ := lt.try("show", id)
	for _, text := range []string{"Did the car cross the border?", "It crossed at 23:40.", "On 19 November.", "photo.bin", answer, "counted strict"} {
		if !strings.Contains(shown, text) {
			t.Errorf("%q is not shown:\n%s", text, shown)
		}
	}
	other := send("--to", "Rīga")
	lv.until("inbox", other, "arrived", stateIs("open"))
	lv.do("refuse", other, "--ground", "c", "--reason", "no authorisation", "--reference", "§ 12")
	lt.until("outbox", other, "refused", stateIs("refused"))
	proof := filepath.Join(t.TempDir(), "evidence")
	lt.do("evidence", id, "-o", proof)
	if last := must(t, "audit", "verify", proof); last != "everything holds" {
		t.Error(last)
	}
	for _, d := range []*contact{lt, lv} {
		if last := must(t, "audit", "verify", "--data", d.data); last != "everything holds" {
			t.Error(last)
		}
	}
}
