package reader

import (
	"embed"
	"encoding/json"
	"fmt"
	"strings"
	"unicode"

	"reeve/kernel/i18n"
	"reeve/kernel/tabular"
)

//go:embed data
var data embed.FS // never written

// Words is the dictionary: how ministries name columns, levels, months and reasons for having no number. It is made
// once for a file and read only.
type Words struct {
	headers   map[string][]meaning // folded header to what it may mean
	longest   int                  // words of the longest header
	langs     map[string]string    // folded name of a language to its tag
	signs     map[string]sign
	sets      map[string]map[string]string // "levels", "directions", "quantity", ...: folded word to meaning
	when      map[string][]when
	whenWords int // words of the longest phrase of a deadline
}

// meaning is what a header means in a language.
type meaning struct {
	field Field
	lang  string
}

// sign is how a language is told from its texts.
type sign struct {
	words   map[string]bool
	letters string
}

// wordFile is data/words.json.
type wordFile struct {
	Languages map[string][]string `json:"languages"`
	Signs     map[string]struct {
		Words   []string `json:"words"`
		Letters string   `json:"letters"`
	} `json:"signs"`
	Levels          map[string][]string `json:"levels"`
	Directions      map[string][]string `json:"directions"`
	IndicatorLevels map[string][]string `json:"indicator_levels"`
	Totals          []string            `json:"totals"`
	ActivityCounts  []string            `json:"activity_counts"`
	Missing         []string            `json:"missing"`
	NotApplicable   []string            `json:"not_applicable"`
	Suppressed      []string            `json:"suppressed"`
	Yes             []string            `json:"yes"`
	No              []string            `json:"no"`
	NoCost          []string            `json:"no_cost"`
	YearWords       []string            `json:"year_words"`
	ValueWords      []string            `json:"value_words"`
	Money           struct {
		Currency map[string]string `json:"currency"`
		Thousand []string          `json:"thousand"`
		Million  []string          `json:"million"`
	} `json:"money_words"`
}

// NewWords reads the dictionary. An error is a defect of the program.
func NewWords() (*Words, error) {
	var headers map[Field]map[string][]string
	var words wordFile
	if err := readData("headers.json", &headers); err != nil {
		return nil, err
	}
	if err := readData("words.json", &words); err != nil {
		return nil, err
	}
	w := &Words{headers: map[string][]meaning{}, langs: map[string]string{}, signs: map[string]sign{}, sets: map[string]map[string]string{}}
	for _, field := range Fields() {
		for lang, phrases := range headers[field] {
			for _, p := range scripts(phrases) {
				f := fold(p)
				w.headers[f] = append(w.headers[f], meaning{field, lang})
				w.longest = max(w.longest, strings.Count(f, " ")+1)
			}
		}
	}
	for tag, names := range words.Languages {
		for _, n := range scripts(names) {
			w.langs[fold(n)] = tag
		}
	}
	for tag, s := range words.Signs {
		x := sign{words: map[string]bool{}, letters: s.Letters}
		for _, word := range s.Words {
			x.words[word] = true
		}
		w.signs[tag] = x
	}
	for name, set := range map[string]map[string][]string{
		"levels": words.Levels, "directions": words.Directions, "indicator_levels": words.IndicatorLevels,
		"totals": {"total": words.Totals}, "counts": {"activities": words.ActivityCounts},
		"quantity": {"missing": words.Missing, "not_applicable": words.NotApplicable, "suppressed": words.Suppressed, "yes": words.Yes, "no": words.No},
		"no_cost":  {"no_cost": words.NoCost},
		"parts":    {"year": words.YearWords, "value": words.ValueWords},
		"money":    {"thousand": words.Money.Thousand, "million": words.Money.Million},
	} {
		w.sets[name] = map[string]string{}
		for meaning, phrases := range set {
			for _, p := range scripts(phrases) {
				w.sets[name][foldSign(p)] = meaning
			}
		}
	}
	for word, code := range words.Money.Currency {
		w.sets["money"][foldSign(word)] = code
	}
	return w, w.loadDeadlines()
}

func readData(name string, into any) error {
	raw, err := data.ReadFile("data/" + name)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(raw, into); err != nil {
		return fmt.Errorf("data/%s: %w", name, err)
	}
	return nil
}

// scripts adds to Cyrillic phrases what they are in Serbian Latin.
func scripts(phrases []string) []string {
	all := phrases
	for _, p := range phrases {
		if strings.ContainsFunc(p, func(r rune) bool { return unicode.Is(unicode.Cyrillic, r) }) {
			all = append(all[:len(all):len(all)], i18n.Latin(p))
		}
	}
	return all
}

// fold is how words are compared: small letters without marks, one blank between words. The signs for "number" are
// words.
func fold(s string) string {
	if !strings.ContainsAny(s, "№#łŁđĐøØ") {
		return tabular.Fold(s)
	}
	return tabular.Fold(strings.NewReplacer("№", " nr ", "#", " nr ", "ł", "l", "Ł", "l", "đ", "d", "Đ", "d", "ø", "o", "Ø", "o").Replace(s))
}

// foldSign is fold where it leaves something, and the signs themselves where it does not: "-", "€".
func foldSign(s string) string {
	if f := fold(s); f != "" {
		return f
	}
	return strings.TrimSpace(strings.NewReplacer("\u00a0", "", "\u2212", "-").Replace(s))
}
