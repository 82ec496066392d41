package test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"

	"reeve/app"
	"reeve/kernel/db"
	"reeve/kernel/db/dbtest"
	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/tabular"
	"reeve/modules/community"
	"reeve/test/fixture"
)

// agreementFile writes a table of agreements.
func agreementFile(t testing.TB, lines ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "agreements.csv")
	if err := os.WriteFile(path, []byte(strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func importAgreements(t testing.TB, a *app.App, file string, dry bool) community.ImportResult {
	t.Helper()
	res, err := a.Community.Import(context.Background(), community.ImportOptions{File: file, DryRun: dry, Actor: db.System()})
	if err != nil {
		t.Fatal(err)
	}
	return res
}

// field walks through decoded JSON.
func field(v any, path ...string) any {
	for _, name := range path {
		m, ok := v.(map[string]any)
		if !ok {
			return nil
		}
		v = m[name]
	}
	return v
}

// told are the texts of what an import complains about or notes, in English.
func told(t testing.TB, a *app.App, all []errs.Field) string {
	t.Helper()
	var b strings.Builder
	text := a.Catalogue.For(i18n.English)
	for _, f := range all {
		args := []any{}
		for k, v := range f.Args {
			args = append(args, k, v)
		}
		fmt.Fprintf(&b, "row %d, %s: %s\n", f.Row, f.Field, text.T(f.Key, args...))
	}
	return b.String()
}

// TestAgreementImport: bad rows are named one by one, the good rest goes in, and the same file again changes nothing.
func TestAgreementImport(t *testing.T) {
	both(t, func(t *testing.T, town *fixture.Town) {
		a := town.App
		rows := []string{
			"until,community,Number,signed,kind,posts,parties,signatories,valid from,title,something else",
			"2026-12-31,PL-Westerby,1/2024,2024-05-01,memorandum,west;east,City of Westerby; police,Anna Nowak (mayor); Jan Kos (commander),2024-06-01,Memorandum,x",
			",PL-Westerby,2/2024,2024-05-01,memorandum,,,,,,no end",
			",PL-Westerby,3/2024,2024-05-01,coordination agreement,,,,,,without end is right here",
			"2026-12-31,Nowhere,4/2024,2024-05-01,memorandum,,,,,,",
			"2026-12-31,Easterby,5/2024,32.5.2024,memorandum,,,,,,",
			"2024-01-31,Easterby,6/2024,1.5.2024,memorandum,,,,,,ends before it begins",
			"2026-12-31,Easterby,7/2024,1.5.2024,treaty,no-such-post,,,,,",
			"31.12.2026,Easterby,8/2024,1.5.2024,memorandum,,,,,,by name and with other dates",
			"2026-12-31,Westerby,1/2024,2024-05-01,memorandum,,,,,,the first again",
			"2027-12-31,Easterby,9/2024,2025-05-01,memorandum,,,,,,overlaps with 8/2024",
			"2026-12-31,Easterby,10/2024,2024-05-01",
		}
		file := agreementFile(t, rows...)
		dry := importAgreements(t, a, file, true)
		if dry.Imported != 4 || dry.Rejected != 7 || len(dry.Rows) != 4 || !dry.Rows[0].New || dry.Rows[0].State == "" {
			t.Errorf("dry run: %d imported, %d rejected: %+v", dry.Imported, dry.Rejected, dry.Rows)
		}
		if _, out := call(t, "GET", town.URL+"/api/v1/agreements", nil, nil); len(field(out, "items").([]any)) != 0 {
			t.Errorf("a dry run has stored something: %v", out)
		}
		res := importAgreements(t, a, file, false)
		if res.Imported != 4 || res.Unchanged != 0 || res.Rejected != 7 {
			t.Errorf("%d imported, %d unchanged, %d rejected", res.Imported, res.Unchanged, res.Rejected)
		}
		bad := told(t, a, res.Bad)
		for _, want := range []string{"row 2, until: A memorandum needs a last day", "row 4, community: No municipality is called “Nowhere”", "row 5, signed: “32.5.2024” is no date", "row 6, until: It ends (2024-01-31) before",
			"row 7, kind: “treaty” is no kind", "row 7, posts: No post has the code no-such-post", "row 9, number: The same agreement (1/2024) stands in row 1", "row 11, row:"} {
			if !strings.Contains(bad, want) {
				t.Errorf("not said: %s\n%s", want, bad)
			}
		}
		if notes := told(t, a, res.Notes); !strings.Contains(notes, "row 10, until: PL-Easterby: 9/2024 and 8/2024 are both in force from 2025-05-01") {
			t.Errorf("the overlap is not told: %s", notes)
		}
		raw, err := os.ReadFile(res.RejectedFile)
		if err != nil || strings.Count(string(raw), "\n") != 8 || !strings.Contains(string(raw), "A memorandum needs") {
			t.Errorf("the file of the rejected: %v\n%s", err, raw)
		}
		again := importAgreements(t, a, file, false)
		if again.Imported != 0 || again.Unchanged != 4 || again.Rejected != 7 {
			t.Errorf("the same file again: %d imported, %d unchanged, %d rejected: %+v", again.Imported, again.Unchanged, again.Rejected, again.Rows)
		}
		rows[1] = strings.Replace(rows[1], "2026-12-31", "2029-12-31", 1)
		changed := importAgreements(t, a, agreementFile(t, rows[:2]...), false)
		if changed.Imported != 1 || len(changed.Rows[0].Changes) != 1 || changed.Rows[0].Changes[0] != (community.Change{Field: "until", Was: "2026-12-31", Is: "2029-12-31"}) {
			t.Errorf("a changed row: %+v", changed)
		}
		_, out := call(t, "GET", town.URL+"/api/v1/agreements?community=PL-Westerby&kind=memorandum", nil, nil)
		one := field(out, "items").([]any)[0]
		if field(one, "until") != "2029-12-31" || field(one, "state") != "in_force" || len(field(one, "parties").([]any)) != 2 || strings.Contains(fmt.Sprint(out), "Nowak") {
			t.Errorf("what is public of it: %v", one)
		}
	})
}

// TestAgreementEncoding: a file in another encoding is read when it is named, and named when it is not.
func TestAgreementEncoding(t *testing.T) {
	town := fixture.Open(t, app.Options{})
	text := "вид,номер,підписано,громада,чинний до\nмеморандум,Ї-1,2024-05-01,PL-Westerby,2026-12-31\n"
	raw, err := charmap.Windows1251.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "agreements.csv")
	if err := os.WriteFile(path, []byte(raw), 0o600); err != nil {
		t.Fatal(err)
	}
	o := community.ImportOptions{File: path, Actor: db.System(), Format: tabular.Format{Encoding: "utf-8"}}
	res, err := town.App.Community.Import(context.Background(), o)
	if err == nil || errs.KindOf(err) != errs.Invalid || res.Imported != 0 {
		t.Errorf("windows-1251 read as UTF-8: %v %+v", err, res)
	}
	o.Format.Encoding = "windows-1251"
	if res, err := town.App.Community.Import(context.Background(), o); err != nil || res.Imported != 1 || res.Rows[0].Number != "Ї-1" {
		t.Errorf("with the right name: %v %+v", err, res)
	}
}

// clockTown is a town whose time can be set, on both engines.
func clockTown(t *testing.T, run func(t *testing.T, town *fixture.Town, set func(local string))) {
	warsaw, err := time.LoadLocation("Europe/Warsaw")
	if err != nil {
		t.Fatal(err)
	}
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel() // the engines beside one another; the tests one after the other
			var ahead atomic.Int64
			o := app.Options{Now: func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }}
			if engine == "postgres" {
				o.Database = dbtest.PostgresURL(t)
			}
			town := fixture.Open(t, o)
			town.Serve(t)
			run(t, town, func(local string) {
				at, err := time.ParseInLocation("2006-01-02 15:04", local, warsaw)
				if err != nil {
					t.Fatal(err)
				}
				ahead.Store(int64(time.Until(at)))
			})
		})
	}
}

// entries are the log's entries of an action, as "record reason".
func entries(t testing.TB, a *app.App, action string) (all []string) {
	t.Helper()
	err := a.DB.Read(context.Background(), func(s *db.Snapshot) (err error) {
		all, err = db.Strings(s, "SELECT justification FROM audit_entry WHERE action = $1 ORDER BY id", action)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestAgreementExpiresOvernight: the public page says so at once, the posts are flagged by the next look, the log says
// why; also when nobody looked for days, and only once.
func TestAgreementExpiresOvernight(t *testing.T) {
	day := func(n int) string { return time.Now().AddDate(0, 0, n).Format(time.DateOnly) }
	clockTown(t, func(t *testing.T, town *fixture.Town, set func(string)) {
		a, ctx := town.App, context.Background()
		last := day(40)
		var heard []any
		a.Community.Announce = func(_ *db.Tx, event any) error { heard = append(heard, event); return nil }
		set(day(1) + " 12:00")
		importAgreements(t, a, agreementFile(t, "kind,number,signed,from,until,community,posts", "memorandum,1,2024-05-01,2024-05-01,"+last+",PL-Westerby,1"), false)
		turn := func() {
			t.Helper()
			if err := a.Community.Turn(ctx, a.Now()); err != nil {
				t.Fatal(err)
			}
		}
		state := func() string {
			_, out := call(t, "GET", town.URL+"/api/v1/agreements", nil, nil)
			return field(field(out, "items").([]any)[0], "state").(string)
		}
		inForce := func(at string) any {
			_, out := call(t, "GET", town.URL+"/api/v1/agreements/coverage"+at, nil, nil)
			return field(out, "total", "in_force")
		}
		// It has 39 days left: due for renewal, and the warning of 60 days was given when it came in.
		if got := entries(t, a, "community.agreement.warn"); len(got) != 1 || state() != community.RenewalDue {
			t.Errorf("%d warnings, %s", len(got), state())
		}
		for _, left := range []int{30, 7, 1} {
			set(day(40-left) + " 00:30")
			turn()
			turn()
		}
		if got := entries(t, a, "community.agreement.warn"); len(got) != 4 {
			t.Errorf("%d warnings", len(got))
		}
		set(last + " 23:50")
		turn()
		if inForce("") != 1.0 || state() != community.RenewalDue || len(entries(t, a, "community.post.flag")) != 0 {
			t.Errorf("on its last day: %v, %s", inForce(""), state())
		}
		set(day(41) + " 00:05") // no job has run yet
		if inForce("") != 0.0 || inForce("?at="+last) != 1.0 || state() != community.Expired {
			t.Errorf("after midnight: %v, %s", inForce(""), state())
		}
		p := reader{town.URL}.get(t, "/en/agreements/PL-Westerby")
		if !strings.Contains(p.body, "The agreement behind this post has expired") || !strings.Contains(p.body, "No agreement") {
			t.Errorf("the public page does not say so:\n%s", p.body)
		}
		set(day(44) + " 09:00") // the process was down for three days
		turn()
		turn()
		if got := entries(t, a, "community.post.flag"); !slices.Equal(got, []string{"1: last day " + last}) {
			t.Errorf("posts flagged: %q", got)
		}
		if got := entries(t, a, "community.agreement.expire"); len(got) != 1 {
			t.Errorf("expired %d times", len(got))
		}
		if got := entries(t, a, "community.agreement.calendar"); !slices.Contains(got, "last day "+last) {
			t.Errorf("the log does not say why: %q", got)
		}
		if n := len(heard); n < 2 {
			t.Errorf("others have heard of %v", heard)
		} else if _, in := heard[0].(community.AgreementInForce); !in {
			t.Errorf("others have heard of %v", heard)
		} else if _, over := heard[n-1].(community.AgreementEnded); !over {
			t.Errorf("others have heard of %v", heard)
		}
		work, err := http.NewRequest("GET", town.URL+"/api/v1/desk/work", nil)
		if err != nil {
			t.Fatal(err)
		}
		work.Header.Set("Authorization", "Bearer "+town.Tokens["coordinator"])
		if p := (reader{town.URL}).take(t, work); !strings.Contains(p.body, "community.agreement.attention.expire") {
			t.Errorf("nobody is told: %s", p.body)
		}
	})
}

var agreementRef = regexp.MustCompile(`/desk/agreements/([0-9A-HJKMNP-TV-Z]{10})`)

// desk sends a form of the desk with a token and gives the answer's status and where it leads.
func desk(t testing.TB, town *fixture.Town, token, path string, values url.Values) (int, string) {
	t.Helper()
	req, err := http.NewRequest("POST", town.URL+path, strings.NewReader(values.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Authorization", "Bearer "+token)
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	return res.StatusCode, res.Header.Get("Location")
}

// TestAgreementLife leads agreements from draft to their end at the desk, with everything that is refused on the way.
func TestAgreementLife(t *testing.T) {
	both(t, func(t *testing.T, town *fixture.Town) {
		coordinator := town.Tokens["coordinator"]
		today, until := time.Now().Format(time.DateOnly), time.Now().AddDate(3, 0, 0).Format(time.DateOnly)
		form := func(kind, number string) url.Values {
			return url.Values{"kind": {kind}, "number": {number}, "community": {"PL-Westerby"}, "until": {until}, "parties": {"city | Anna Nowak, mayor\npolice"}, "renew_months": {"6"}, "opens_posts": {"yes"}}
		}
		make := func(kind, number string) string {
			t.Helper()
			status, to := desk(t, town, coordinator, "/desk/agreements/new", form(kind, number))
			m := agreementRef.FindStringSubmatch(to)
			if status != 303 || m == nil {
				t.Fatalf("a new %s: %d %s", kind, status, to)
			}
			return m[1]
		}
		step := func(ref string, want int, values ...string) {
			t.Helper()
			v := url.Values{"step": {values[0]}}
			for i := 1; i+1 < len(values); i += 2 {
				v.Set(values[i], values[i+1])
			}
			if status, _ := desk(t, town, coordinator, "/desk/agreements/"+ref+"/steps", v); status != want {
				t.Errorf("%v: %d, want %d", values, status, want)
			}
		}
		ref := make("memorandum", "12/2026")
		if status, _ := desk(t, town, coordinator, "/desk/agreements/new", form("memorandum", "12/2026")); status != 409 {
			t.Errorf("the same number again: %d", status)
		}
		endless := form("memorandum", "13/2026")
		endless.Set("until", "")
		if status, _ := desk(t, town, coordinator, "/desk/agreements/new", endless); status != 422 {
			t.Errorf("a memorandum without end: %d", status)
		}
		for _, who := range []string{"officer", "clerk", "mayor"} {
			if status, _ := desk(t, town, town.Tokens[who], "/desk/agreements/new", form("memorandum", "x")); status != 403 {
				t.Errorf("%s enters an agreement: %d", who, status)
			}
			want := map[string]int{"officer": 403, "clerk": 200, "mayor": 200}[who]
			if res := town.Get(t, "/desk/agreements/"+ref, town.Tokens[who]); res.StatusCode != want {
				t.Errorf("%s opens it: %d", who, res.StatusCode)
			}
		}
		step(ref, 409, "sign", "signed", today)
		step(ref, 303, "negotiate")
		step(ref, 422, "council_approve")
		step(ref, 303, "council_approve", "reason", "Decision 5/2026")
		step(ref, 422, "sign", "signed", time.Now().AddDate(0, 0, 3).Format(time.DateOnly))
		step(ref, 422, "regional_approve", "reason", "x")
		if _, out := call(t, "GET", town.URL+"/api/v1/agreements", nil, nil); len(field(out, "items").([]any)) != 0 {
			t.Error("a draft is public")
		}
		step(ref, 303, "sign", "signed", today)
		_, out := call(t, "GET", town.URL+"/api/v1/agreements/coverage", nil, nil)
		if field(out, "total", "in_force") != 1.0 || field(out, "total", "officers") != 1.0 {
			t.Errorf("signed and in force at once: %v", out)
		}
		step(ref, 422, "extend", "until", until, "reason", "earlier than its end")
		step(ref, 303, "amend", "reason", "Another officer", "until", time.Now().AddDate(0, 0, 100).Format(time.DateOnly))
		step(ref, 303, "extend", "until", time.Now().AddDate(0, 0, 130).Format(time.DateOnly), "reason", "The new one waits for the council")
		step(ref, 422, "renew", "successor", "no such")
		next := make("memorandum", "14/2026")
		for _, values := range [][]string{{"negotiate"}, {"council_approve", "reason", "Decision 6"}, {"sign", "signed", today}} {
			step(next, 303, values...)
		}
		step(ref, 303, "renew", "successor", "14/2026")
		step(ref, 409, "terminate", "until", today, "reason", "x")
		step(next, 303, "terminate", "until", today, "reason", "Merged")

		among := make("intermunicipal", "1")
		step(among, 303, "negotiate")
		step(among, 303, "council_approve", "reason", "Decision 7")
		step(among, 422, "sign", "signed", today)
		step(among, 303, "regional_approve", "reason", "Decision 8")
		step(among, 303, "sign", "signed", today)
		for state, want := range map[string]int{"renewed": 1, "terminated": 1, "in_force": 1} {
			if _, out := call(t, "GET", town.URL+"/api/v1/agreements?state="+state, nil, nil); len(field(out, "items").([]any)) != want {
				t.Errorf("%s: %v", state, out)
			}
		}
		obligations(t, town, ref, coordinator)
	})
}

func obligations(t *testing.T, town *fixture.Town, ref, coordinator string) {
	t.Helper()
	path := "/desk/agreements/" + ref + "/obligations"
	if status, _ := desk(t, town, coordinator, path, url.Values{"party": {"0"}, "body": {"An office for the officer"}, "due": {"2024-01-31"}}); status != 303 {
		t.Fatalf("an obligation: %d", status)
	}
	if status, _ := desk(t, town, coordinator, path, url.Values{"party": {"7"}, "body": {"x"}}); status != 422 {
		t.Errorf("an obligation of nobody: %d", status)
	}
	var id, state string
	err := town.App.DB.Read(context.Background(), func(s *db.Snapshot) error {
		return s.QueryRow("SELECT id, state FROM agreement_obligation").Scan(&id, &state)
	})
	if err != nil || state != community.Late {
		t.Errorf("past its day it is %s: %v", state, err)
	}
	for _, c := range []struct {
		values url.Values
		status int
	}{{url.Values{"obligation": {id}, "state": {"waived"}}, 422}, {url.Values{"obligation": {id}, "state": {"kept"}}, 303}, {url.Values{"obligation": {id}, "state": {"kept"}}, 409}} {
		if status, _ := desk(t, town, coordinator, path, c.values); status != c.status {
			t.Errorf("%v: %d, want %d", c.values, status, c.status)
		}
	}
}

// agreementPages loads agreements in several states and gives the pages that show them: public ones without language,
// and the desk's.
func agreementPages(t testing.TB, town *fixture.Town) (public, atDesk []string) {
	t.Helper()
	soon, far := time.Now().AddDate(0, 0, 20).Format(time.DateOnly), time.Now().AddDate(4, 0, 0).Format(time.DateOnly)
	importAgreements(t, town.App, agreementFile(t, "kind,number,signed,until,community,posts,parties,signatories,title",
		"memorandum,1/2024,2024-05-01,"+far+",PL-Westerby,1,City of Westerby;police,Anna Nowak (mayor);Jan Kos,Memorandum of cooperation",
		"memorandum,2/2024,2024-05-02,"+soon+",PL-Easterby,,,,", "coordination,3/2020,2020-05-02,2022-01-01,PL-Westerby,,,,"), false)
	_, out := call(t, "GET", town.URL+"/api/v1/agreements?community=PL-Westerby&kind=memorandum", nil, nil)
	ref := "/desk/agreements/" + field(field(out, "items").([]any)[0], "id").(string)
	if status, _ := desk(t, town, town.Tokens["coordinator"], ref+"/obligations", url.Values{"party": {"0"}, "body": {"An office for the officer"}, "due": {"2024-01-31"}}); status != 303 {
		t.Fatalf("an obligation: %d", status)
	}
	return []string{"/agreements", "/agreements?at=2021-06-01", "/agreements/PL-Region", "/agreements/PL-Westerby", "/agreements/PL-Easterby?at=2020-01-01"},
		[]string{"/desk/agreements", "/desk/agreements/new", ref, ref + "/edit", ref + "/steps/extend", ref + "/steps/negotiate"}
}

// TestAgreementSheet reads a spreadsheet with its days as day numbers.
func TestAgreementSheet(t *testing.T) {
	town := fixture.Open(t, app.Options{})
	book := excelize.NewFile()
	defer book.Close()
	for n, row := range [][]any{{"Gmina", "Rodzaj", "Nr", "Data podpisania", "Do", "Stanowiska"},
		{"Westerby", "Memorandum o współpracy", "7/2024", time.Date(2024, 5, 1, 0, 0, 0, 0, time.UTC), time.Date(2027, 4, 30, 0, 0, 0, 0, time.UTC), 2}} {
		if err := book.SetSheetRow("Sheet1", fmt.Sprint("A", n+1), &row); err != nil {
			t.Fatal(err)
		}
	}
	file := filepath.Join(t.TempDir(), "agreements.xlsx")
	if err := book.SaveAs(file); err != nil {
		t.Fatal(err)
	}
	res := importAgreements(t, town.App, file, false)
	if res.Imported != 1 || res.Rows[0].Begins != "2024-05-01" || res.Rows[0].Until != "2027-04-30" || res.Rows[0].Kind != community.Memorandum {
		t.Errorf("%+v %s", res.Rows, told(t, town.App, res.Bad))
	}
}

// TestAgreementCommand is the import from the command line: columns in any order, a dry run that says what it would do.
func TestAgreementCommand(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new")
	good := boundaries(t, 0)
	must(t, importing(good, "--data", dir)...)
	file := agreementFile(t, "until,community,kind,signed,number,from", "2030-12-31,PL-3001,memorandum,2024-05-01,1,2024-06-01", ",PL-3002,memorandum,2024-05-01,2,")
	exit, out, errOut := reeve(t, "import", "agreements", file, "--data", dir, "--dry-run")
	if exit != 0 || !strings.Contains(out, "+ row 1: PL-3001 memorandum 1: in_force, 2024-06-01 to 2030-12-31") || !strings.HasSuffix(out, "dry run: nothing was kept\nimported 1, unchanged 0, rejected 1\n") ||
		!strings.Contains(errOut, "row 2, until: A memorandum needs a last day in force. Enter the last day") {
		t.Errorf("exit %d\n%s%s", exit, out, errOut)
	}
	if last := must(t, "import", "agreements", file, "--data", dir); last != "imported 1, unchanged 0, rejected 1" {
		t.Error(last)
	}
	if last := must(t, "import", "agreements", file, "--data", dir); last != "imported 0, unchanged 1, rejected 1" {
		t.Error(last)
	}
}
