package look

import "strings"

// Page is what the frames need to know. A page's own struct embeds it; fields that are left empty leave their
// place out, so a page without Act has no primary act.
type Page struct {
	Lang        string // of <html lang>, BCP 47: "sr", "sr-Latn"
	Title       string // of the document; the frames add Brand.Name
	Description string // for search engines; public only
	NoIndex     bool   // keep search engines away: pages with a key, desk
	Scheme      string // "light", "dark"; empty follows the reader's system

	// T gives the words of the frame itself in the page's language. Its keys are in lang/en.json.
	T func(key string, args ...any) string

	Brand     Brand
	Emergency Emergency  // public only; always the first line
	Nav       []NavItem  // five links at most in public; the systems on the desk
	Tools     []NavItem  // desk only: second group below the line
	Languages []LangLink // in the order of the menu, the current one included
	Act       *Act       // public only: the one primary act; on the phone it sticks to the bottom
	Footer    []NavItem
	Synthetic string  // words of the dashed tag for invented data; empty where the data are real
	Flash     []Alert // above the content: what the last act did

	Search *Search // desk only
	Bell   *NavItem
	Person *Person
	Sticky *Sticky // desk only, phone only: the bar at the bottom
}

// Brand is the programme's name and who owns it, beside the mark.
type Brand struct {
	Name  string
	Owner string
	Home  string // address of the first page
}

// Emergency is the line above everything: words, then the number to call.
type Emergency struct {
	Text   string
	Number string // digits, as in "112"
}

// NavItem is a link of a navigation. Icon and Count are drawn on the desk only; a Count of 0 is not drawn.
type NavItem struct {
	Word    string
	Href    string
	Icon    string
	Count   int
	Label   string // what a screen reader hears instead of the bare count, for example "4 new messages"
	Current bool
}

// LangLink leads to the same page in another language.
type LangLink struct {
	Lang    string // BCP 47
	Name    string // the language's own name: "Polski"
	Short   string // for the phone: "PL", "УКР", "СРП"
	Href    string
	Current bool
}

// Act is a link that looks like a button.
type Act struct {
	Word    string
	Href    string
	Icon    string
	Variant string // "" primary, "secondary", "tertiary"
	Color   string // "" accent, "danger", "neutral"
}

// Search is the desk's search box; the key / focuses it.
type Search struct {
	Action      string
	Label       string
	Placeholder string
	Name        string
	Value       string
}

// Person is who is signed in. SignOut is the address that takes the POST.
type Person struct {
	Name     string
	Role     string
	Initials string
	Links    []NavItem
	SignOut  string
}

// Sticky is the phone's bottom bar on the desk: the clock and the next step.
type Sticky struct {
	Clock *Clock
	Act   Act
}

// ColorScheme is the value of data-color-scheme.
func (p Page) ColorScheme() string {
	if p.Scheme == "light" || p.Scheme == "dark" {
		return p.Scheme
	}
	return "auto"
}

// Robots tells search engines what to do.
func (p Page) Robots() string {
	if p.NoIndex {
		return "noindex, nofollow"
	}
	return "index, follow"
}

// Language is the current entry of Languages, or nil.
func (p Page) Language() *LangLink {
	for i := range p.Languages {
		if p.Languages[i].Current {
			return &p.Languages[i]
		}
	}
	return nil
}

// Fonts are the font files that a page in this language surely needs; the frame asks the browser for them early.
func (p Page) Fonts() []string {
	fonts := []string{"source-sans-3-latin.woff2"}
	base, _, _ := strings.Cut(p.Lang, "-")
	switch {
	case base == "uk", p.Lang == "sr":
		return append(fonts, "source-sans-3-cyrillic.woff2")
	case base == "en", base == "nb", base == "et", base == "sq":
		return fonts
	}
	return append(fonts, "source-sans-3-latin-ext.woff2")
}
