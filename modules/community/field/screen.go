package field

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"reeve/kernel/web"
	"reeve/kernel/web/look"
	"reeve/modules/community/duty"
	"reeve/modules/meetings"
	"reeve/modules/threatmap"
)

// screen is the phone's one page, which its script fills, and the page that signs in.
type screen struct {
	f      *Field
	frame  func(r *web.Request, title string) look.Page
	page   *web.Page[screenView]
	enter  *web.Page[signInView]
	keys   []string // of the words that the script shows
	blanks []any    // placeholders, each standing for itself
}

// screenView is GET /field/. It holds nothing about anybody: the phone keeps it.
type screenView struct {
	look.Page
	Given given
	Icons string // address of the sprite
	Tabs  []look.NavItem
}

// given is what the script reads from the page.
type given struct {
	Words map[string]string   `json:"words"`
	Lists map[string][]string `json:"lists"`
}

func newScreen(f *Field, pages *web.Pages, frame func(r *web.Request, title string) look.Page) (*screen, error) {
	s := &screen{f: f, frame: frame}
	var err error
	if s.page, err = web.Add[screenView](pages, files, "phone", "page/screen.html"); err != nil {
		return nil, err
	}
	if s.enter, err = web.Add[signInView](pages, files, "phone", "page/sign-in.html"); err != nil {
		return nil, err
	}
	raw, err := files.ReadFile("lang/en.json")
	if err != nil {
		return nil, err
	}
	words := map[string]any{}
	if err := json.Unmarshal(raw, &words); err != nil {
		return nil, err
	}
	names := map[string]bool{}
	for key, word := range words {
		if !strings.HasPrefix(key, "field.") {
			continue
		}
		s.keys = append(s.keys, key)
		for _, m := range regexp.MustCompile(`\{(\w+)\}`).FindAllStringSubmatch(fmt.Sprint(word), -1) {
			names[m[1]] = true
		}
	}
	for name := range names {
		s.blanks = append(s.blanks, name, "{"+name+"}")
	}
	for prefix, codes := range lists() {
		for _, code := range codes {
			s.keys = append(s.keys, prefix+code)
		}
	}
	for _, step := range steps() {
		s.keys = append(s.keys, "threatmap.office.act."+step)
	}
	for n := range 7 {
		s.keys = append(s.keys, "i18n.weekday."+strconv.Itoa(n+1))
	}
	s.keys = append(s.keys, "look.sign_out")
	for _, state := range threatmap.States() {
		s.keys = append(s.keys, "threatmap.state."+state)
	}
	slices.Sort(s.keys)
	return s, nil
}

// lists are the choices whose words other packages have, by the prefix of their keys.
func lists() map[string][]string {
	return map[string][]string{"duty.type.": duty.Types(), "duty.orderer.": duty.Orderers(), "duty.ground.": duty.Grounds(), "meetings.kind.": meetings.Kinds(),
		"threatmap.part.": {"night", "morning", "day", "evening"}}
}

// show is GET /field/.
func (s *screen) show(r *web.Request) (web.Reply, error) {
	v := screenView{Page: s.frame(r, r.Text.T("field.title")), Given: given{map[string]string{}, lists()}, Icons: s.f.Assets.URL("symbols.svg")}
	v.NoIndex = true
	for _, key := range s.keys {
		v.Given.Words[key] = r.Text.T(key, s.blanks...)
	}
	for _, t := range []struct{ key, href, icon string }{{"field.nav.today", "today", "calendar"}, {"field.nav.work", "work", "clipboard-list"}, {"field.nav.entry", "entry", "circle-plus"},
		{"field.nav.people", "people", "users"}, {"field.nav.queue", "queue", "cloud-upload"}} {
		v.Tabs = append(v.Tabs, look.NavItem{Word: r.Text.T(t.key), Href: "#" + t.href, Icon: t.icon})
	}
	return s.page.With(v), nil
}

// kept are the files that the phone keeps besides the page, in every language: the reader may change it.
func (f *Field) kept() []string {
	var all []string
	for _, name := range []string{"reeve.css", "field.js", "symbols.svg", "mark.svg", "favicon.svg", "source-sans-3-latin.woff2", "source-sans-3-latin-ext.woff2", "source-sans-3-cyrillic.woff2"} {
		all = append(all, f.Assets.URL(name))
	}
	return all
}

// worker is GET /field/sw.js: the service worker of the phone, with what it keeps.
func (f *Field) worker(w http.ResponseWriter, r *web.Request) error {
	kept, err := json.Marshal(f.kept())
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
	w.Header().Set("Cache-Control", "no-cache")
	_, err = fmt.Fprintf(w, "self.kept = %s;\nimportScripts(%q);\n", kept, f.Assets.URL("field-worker.js"))
	return err
}

// manifest is GET /field/manifest.webmanifest (W3C, Web Application Manifest).
func (s *screen) manifest(w http.ResponseWriter, r *web.Request) error {
	page := s.frame(r, "")
	type icon struct {
		Src     string `json:"src"`
		Sizes   string `json:"sizes"`
		Type    string `json:"type"`
		Purpose string `json:"purpose"`
	}
	w.Header().Set("Content-Type", "application/manifest+json")
	w.Header().Set("Cache-Control", "no-cache")
	return json.NewEncoder(w).Encode(map[string]any{
		"id": "/field/", "name": r.Text.T("field.app", "name", page.Brand.Name), "short_name": page.Brand.Name, "lang": r.Text.Lang().HTML(),
		"start_url": "/field/", "scope": "/field/", "display": "standalone", "orientation": "portrait", "background_color": "#f4f1eb", "theme_color": "#03535a",
		"icons": []icon{{s.f.Assets.URL("app-192.png"), "192x192", "image/png", "any"}, {s.f.Assets.URL("app-512.png"), "512x512", "image/png", "any"},
			{s.f.Assets.URL("app-512.png"), "512x512", "image/png", "maskable"}, {s.f.Assets.URL("mark.svg"), "any", "image/svg+xml", "any"}}})
}
