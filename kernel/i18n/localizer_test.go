package i18n

import (
	"html/template"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestMissingIsShownAndCounted(t *testing.T) {
	c := own(t, files("en", `{"a.b":"Hi {name}","a.n":{"one":"one","other":"{n}"}}`))
	pl, en := c.For(Polish), c.For(English)
	equal(t, "no fallback", pl.T("a.b", "name", "X"), "⟦a.b⟧")
	equal(t, "again", pl.T("a.b"), "⟦a.b⟧")
	equal(t, "argument", en.T("a.b"), "Hi ⟦a.b: name⟧")
	equal(t, "odd argument", en.T("a.b", "name"), "Hi ⟦a.b: name⟧")
	equal(t, "plural as text", en.T("a.n"), "⟦a.n⟧")
	equal(t, "text as plural", en.N("a.b", 1), "⟦a.b⟧")
	equal(t, "key", en.T("a.b", "name", Key("a.gone")), "Hi ⟦a.gone⟧")
	m := c.Missing()
	if m["pl a.b"] != 2 || m["en a.b: name"] != 2 || m["en a.gone"] != 1 {
		t.Errorf("tally is %v", m)
	}
	for i := range 2 * maxTally {
		pl.T("x." + time.Duration(i).String())
	}
	if n := len(c.Missing()); n > maxTally {
		t.Errorf("tally has grown to %d", n)
	}
}

func TestArguments(t *testing.T) {
	c := own(t, files("cs", `{"a.b":"{a} z {n}"}`))
	l := c.For(Czech)
	equal(t, "numbers", plain(l.T("a.b", "n", 12345, "a", int64(1000))), "1_000 z 12_345")
	equal(t, "fraction", l.T("a.b", "n", 2.5, "a", "2026"), "2026 z 2,5")
	equal(t, "braces in content", l.T("a.b", "n", "{a}", "a", "x"), "x z {a}")
}

func TestWords(t *testing.T) {
	c := own(t)
	for l, want := range map[Lang][3]string{
		English: {"“x”", "a, b and c", "a or b"}, Albanian: {"“x”", "a, b dhe c", "a ose b"},
		Serbian: {"„x”", "a, b и c", "a или b"}, SerbianLatin: {"„x”", "a, b i c", "a ili b"},
		Lithuanian: {"„x“", "a, b ir c", "a arba b"}, Latvian: {"“x”", "a, b un c", "a vai b"},
		Estonian: {"„x“", "a, b ja c", "a või b"}, Czech: {"„x“", "a, b a c", "a nebo b"},
		Ukrainian: {"«x»", "a, b та c", "a або b"}, Polish: {"„x”", "a, b i c", "a lub b"},
		Norwegian: {"«x»", "a, b og c", "a eller b"},
	} {
		x := c.For(l)
		equal(t, string(l), x.Quote("x"), want[0])
		equal(t, string(l), x.List([]string{"a", "b", "c"}), want[1])
		equal(t, string(l), x.ListOr([]string{"a", "b"}), want[2])
	}
	equal(t, "inner uk", c.For(Ukrainian).QuoteInner("x"), "„x“")
	equal(t, "inner pl", c.For(Polish).QuoteInner("x"), "«x»")
	equal(t, "inner nb", c.For(Norwegian).QuoteInner("x"), "‘x’")
	equal(t, "none", c.For(English).List(nil), "")
	equal(t, "one", c.For(English).List([]string{"a"}), "a")
	equal(t, "four", c.For(English).List([]string{"a", "b", "c", "d"}), "a, b, c and d")
}

func TestTemplate(t *testing.T) {
	c := own(t, files("pl", `{"a.n":{"one":"{n} wynik dla {q}","few":"{n} wyniki dla {q}","many":"{n} wyników dla {q}","other":"{n} wyniku dla {q}"}}`))
	view := struct {
		*Localizer
		Items []int
		Day   time.Time
	}{c.For(Polish), []int{1, 2}, time.Date(2026, 11, 6, 0, 0, 0, 0, time.UTC)}
	page := template.Must(template.New("").Parse(
		`<p lang="{{.Lang.HTML}}">{{.T "ui.save"}}, {{.N "a.n" (.Int (len .Items)) "q" "<b>"}}, {{.DateLong .Day}}, {{.Percent 1 3 1}}, {{.Quote "x"}}</p>`))
	var b strings.Builder
	if err := page.Execute(&b, view); err != nil {
		t.Fatal(err)
	}
	equal(t, "page", b.String(), `<p lang="pl">Zapisz, 2 wyniki dla &lt;b&gt;, 6 listopada 2026 r., 33,3%, „x”</p>`)
}

func TestManyGoroutines(t *testing.T) {
	c := own(t)
	var wg sync.WaitGroup
	for _, l := range All() {
		wg.Go(func() {
			for i := range int64(200) {
				c.For(l).Days(i)
				c.For(l).T("gone.key")
			}
		})
	}
	wg.Wait()
	if n := c.Missing()["lt gone.key"]; n != 200 {
		t.Errorf("counted %d", n)
	}
}

func TestLangs(t *testing.T) {
	for tag, want := range map[Lang][2]string{English: {"English", "EN"}, SerbianLatin: {"Srpski", "SR"}, Serbian: {"Српски", "СРП"}, Norwegian: {"Norsk bokmål", "NB"}} {
		equal(t, "self", tag.Self(), want[0])
		equal(t, "short", tag.Short(), want[1])
		equal(t, "html", tag.HTML(), string(tag))
	}
	selves, shorts := map[string]bool{}, map[string]bool{}
	for _, l := range All() {
		selves[l.Self()], shorts[l.Short()] = true, true
		if p, ok := ParseLang(string(l)); !ok || p != l {
			t.Errorf("%s is not parsed", l)
		}
	}
	if len(selves) != 11 || len(shorts) != 11 {
		t.Error("two languages share a name")
	}
	if _, ok := ParseLang("de"); ok {
		t.Error("de parsed")
	}
}
