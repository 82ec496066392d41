package reader

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// headerRows is how far down a header is looked for.
const headerRows = 60

// guess is what one piece of a header may mean.
type guess struct {
	field Field
	langs []string // in the order in which the header says it in several
	year  int
	sure  Sure
	lang  string // the piece names a language, or ends with its tag
	part  string // "year" or "value" under the header of a group
	total bool
}

var (
	yearIn   = regexp.MustCompile(`(?:^|\D)((?:19|20)\d{2})(?:\D|$)`)
	yearSpan = regexp.MustCompile(`((?:19|20)\d{2})\s?[-–—/]\s?((?:19|20)\d{2})`)
	inBraces = regexp.MustCompile(`[(\[][^)\]]*[)\]]`)
)

// piece reads one cell of a header.
func (w *Words) piece(text string) (g guess) {
	if m := yearIn.FindAllStringSubmatch(text, -1); len(m) == 1 {
		g.year, _ = strconv.Atoi(m[0][1])
	}
	bare := inBraces.ReplaceAllString(text, " ")
	if g.year > 0 {
		bare = strings.ReplaceAll(bare, strconv.Itoa(g.year), " ")
	}
	var fields []Field
	for i, part := range append([]string{bare, text}, split(bare)...) {
		f := fold(part)
		if f == "" {
			continue
		}
		if tag, ok := w.langs[f]; ok {
			if g.lang == "" {
				g.lang = tag
			}
			if i >= 2 {
				continue
			}
			if _, both := w.headers[f]; !both {
				return g
			}
		}
		meanings := w.headers[f]
		if len(meanings) == 0 { // "text en", "title (sq)"
			if at := strings.LastIndexByte(f, ' '); at > 0 {
				if tag, ok := w.langs[f[at+1:]]; ok {
					if meanings = w.headers[f[:at]]; len(meanings) > 0 {
						g.lang = tag
					}
				}
			}
		}
		if p, ok := w.sets["parts"][f]; ok && len(meanings) == 0 {
			g.part = p
		}
		if _, ok := w.sets["totals"][f]; ok {
			g.total = true
		}
		for j, m := range meanings {
			if j == 0 || m.field == meanings[0].field {
				if len(meanings) == 1 || sameLang(meanings) {
					if !slices.Contains(g.langs, m.lang) {
						g.langs = append(g.langs, m.lang)
					}
				}
			}
			if j == 0 {
				fields = append(fields, m.field)
			}
		}
		if i < 2 && len(meanings) > 0 {
			break
		}
	}
	if len(fields) > 0 {
		g.field, g.sure = fields[0], Certain
		if slices.ContainsFunc(fields, isLevel) && slices.ContainsFunc(fields, func(f Field) bool { return isLevel(f) && f != fields[0] }) {
			g.field = Text // "Objective / Activity"
		}
		return g
	}
	if m, ok := w.contained(fold(bare)); ok {
		g.field, g.sure = m.field, Likely
		g.langs = []string{m.lang}
	}
	return g
}

func sameLang(m []meaning) bool {
	for _, x := range m {
		if x.lang != m[0].lang {
			return false
		}
	}
	return true
}

func isLevel(f Field) bool {
	return f == Objective || f == SubObjective || f == Activity || f == Task
}

// split cuts a header that says the same in several languages.
func split(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == '/' || r == '|' || r == '\n' || r == ';' || r == '–' })
}

// contained finds the longest phrase of the dictionary among the words of a header.
func (w *Words) contained(f string) (best meaning, ok bool) {
	words := strings.Fields(f)
	for n := min(w.longest, len(words)); n > 0; n-- {
		for i := 0; i+n <= len(words); i++ {
			phrase := strings.Join(words[i:i+n], " ")
			if m := w.headers[phrase]; len(m) > 0 && len([]rune(phrase)) >= 4 && m[0].field != Skip && m[0].field != PlanCode && m[0].field != LevelName {
				return m[0], true
			}
		}
	}
	return best, false
}

// header finds the rows of the header: the row in which most columns are known, the rows above and below that belong
// to it through merged cells or by what they say. ok is false where no two columns are known.
func (w *Words) header(g *grid) (top, bottom int, ok bool) {
	best, most := -1, 1
	for r := range min(headerRows, len(g.rows)) {
		if n := w.known(g, r); n > most {
			best, most = r, n
		}
	}
	if best < 0 {
		return 0, 0, false
	}
	top, bottom = best, best
	for top > 0 && best-top < 3 && w.groups(g, top-1) {
		top--
	}
	for bottom+1 < len(g.rows) && bottom-best < 3 && w.below(g, top, bottom+1) {
		bottom++
	}
	return top, bottom, true
}

// known counts the different fields that a row names.
func (w *Words) known(g *grid, r int) int {
	seen := map[Field]bool{}
	for c := range g.width() {
		if !g.own(r, c) || len(g.rows[r][c].text) > 200 || g.rows[r][c].number {
			continue
		}
		if p := w.piece(g.rows[r][c].text); p.field != "" && (p.sure == Certain || len(g.rows[r][c].text) < 80) {
			seen[p.field] = true
		}
	}
	return len(seen)
}

// groups tells whether a row above holds the headings of groups of columns.
func (w *Words) groups(g *grid, r int) bool {
	wide := false
	for c := 0; c < g.width(); c++ {
		if !g.own(r, c) || g.rows[r][c].empty() {
			continue
		}
		n := 1
		for c+n < g.width() && g.rows[r][c+n].row == r && g.rows[r][c+n].col == c {
			n++
		}
		p := w.piece(g.rows[r][c].text)
		if n >= g.width()-1 && g.width() > 2 || p.field == "" && p.lang == "" {
			return false
		}
		wide = wide || n > 1 || p.field != ""
	}
	return wide
}

// below tells whether a row goes on with the header: years, languages, words of the dictionary under a merged heading.
func (w *Words) below(g *grid, top, r int) bool {
	own, joined, known := 0, false, 0
	for c := range g.width() {
		x := g.rows[r][c]
		if x.row < r && x.row >= top && !x.empty() {
			joined = true
		}
		if !g.own(r, c) || x.empty() {
			continue
		}
		own++
		if len(x.text) > 80 {
			return false
		}
		p := w.piece(x.text)
		yearOnly := p.year > 0 && len(x.text) < 12
		if yearOnly || p.lang != "" || p.field != "" && p.sure == Certain || p.part != "" || p.total {
			known++
		}
	}
	if own == 0 {
		return joined
	}
	return known == own && (joined || own > 1) || joined && known*2 > own && own > 1
}
