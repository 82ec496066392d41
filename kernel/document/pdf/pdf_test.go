package pdf

import (
	"bytes"
	"compress/zlib"
	"image"
	"image/png"
	"io"
	"strings"
	"testing"
	"time"
	"unicode/utf16"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// sentences are of the ten languages, and Serbian in its Latin letters.
var sentences = map[string]string{
	"en": "Who is my officer? – “Here I am”", "sq": "Cili është polici im? Përgjigjja: çdo ditë",
	"sr": "Ко је мој полицајац? Ђорђе, Љиљана, Њега, Џаја, Ћира", "sr-Latn": "Đorđe, Ljiljana, Šćepan, Žika, Čeda",
	"lt": "Ąžuolų gatvė, Šiauliai: čęėįšųūž", "lv": "Mans inspektors: āčēģīķļņšūž", "et": "Tööpiirkond, öö, õu, ülesõit, šokolaad, žanr",
	"cs": "Příliš žluťoučký kůň úpěl ďábelské ódy", "uk": "Поліцейський офіцер громади: її ґанок, єдність, № 2",
	"pl": "Zażółć gęślą jaźń – 1 234 zł", "nb": "Politikontakten på Ås, Ørsta, Ærfugl",
}

// written is the text of a file in the order in which it was written: what a reader of the file copies. The fonts are
// coded in UTF-16 and say so in their ToUnicode tables.
func written(t *testing.T, file []byte) string {
	t.Helper()
	var out strings.Builder
	tables := 0
	for rest := file; ; {
		i := bytes.Index(rest, []byte("stream\n"))
		if i < 0 {
			break
		}
		body, end := rest[i+7:], bytes.Index(rest[i+7:], []byte("\nendstream"))
		stream := body[:end]
		rest = body[end+10:]
		if z, err := zlib.NewReader(bytes.NewReader(stream)); err == nil {
			if plain, err := io.ReadAll(z); err == nil {
				stream = plain
			}
		}
		if bytes.Contains(stream, []byte("<0000> <FFFF> <0000>")) {
			tables++
		}
		if !bytes.Contains(stream, []byte(")Tj")) {
			continue
		}
		for part := range bytes.SplitSeq(stream, []byte("BT ")) {
			from, to := bytes.IndexByte(part, '('), bytes.LastIndex(part, []byte(")Tj"))
			if from >= 0 && to > from {
				out.WriteString(decode(part[from+1:to]) + "\n")
			}
		}
	}
	if tables == 0 {
		t.Error("no font tells which characters its letters are")
	}
	return out.String()
}

func decode(s []byte) string {
	var plain []byte
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) {
			if i++; s[i] == 'r' {
				plain = append(plain, '\r')
				continue
			}
		}
		plain = append(plain, s[i])
	}
	var units []uint16
	for i := 0; i+1 < len(plain); i += 2 {
		units = append(units, uint16(plain[i])<<8|uint16(plain[i+1]))
	}
	return string(utf16.Decode(units))
}

func TestTextIsTextInEveryLanguage(t *testing.T) {
	for lang, sentence := range sentences {
		d := New(lang, sentence, noon)
		d.Heading(1, sentence)
		d.Text("(" + sentence + ")\nsecond \\ line")
		d.Table([]string{"A", "B"}, [][]string{{sentence, "1 234"}, {"x", "–"}})
		d.List([]string{sentence})
		d.Facts([][2]string{{"Term", sentence}})
		b, err := d.Bytes()
		if err != nil {
			t.Fatal(lang, err)
		}
		got := strings.ReplaceAll(written(t, b), "\n", " ")
		if n := strings.Count(got, sentence); n < 4 {
			t.Errorf("%s: the sentence stands %d times in %q", lang, n, got)
		}
		if !strings.Contains(got, "second \\ line") || !strings.Contains(got, "1 234") {
			t.Errorf("%s: %q", lang, got)
		}
	}
}

func TestLettersThatAreMissingAreNotLeftOut(t *testing.T) {
	d := New("en", "x", noon)
	d.Text("a\u202fb \u02bcc ✓ 😀 \u00ad.")
	b, err := d.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	if got := written(t, b); !strings.Contains(got, "a\u00a0b \u2019c ? ? .") {
		t.Errorf("%q", got)
	}
}

func TestSameContentSameBytes(t *testing.T) {
	make := func() []byte {
		d := New("pl", "Raport", noon)
		d.Heading(2, "Liczby")
		d.Table([]string{"Miesiąc", "Zgłoszenia"}, [][]string{{"marzec", "12"}, {"kwiecień", "7"}})
		b, err := d.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	if !bytes.Equal(make(), make()) {
		t.Error("two files of the same content differ")
	}
}

func TestLongTableRepeatsItsHead(t *testing.T) {
	d := New("en", "Long", noon)
	var rows [][]string
	for range 120 {
		rows = append(rows, []string{"a row with some words that are long enough to be broken once or twice in a column of its own, and so on", "12"})
	}
	d.Table([]string{"Words", "Number"}, rows)
	d.Image(picture(t, 400, 2000), 500)
	b, err := d.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	got := written(t, b)
	pages := bytes.Count(b, []byte("/Type /Page\n"))
	if heads := strings.Count(got, "Words\n"); pages < 4 || heads < pages-1 || heads > pages {
		t.Errorf("%d heads on %d pages", heads, pages)
	}
	if n := strings.Count(got, "12\n"); n < 120 {
		t.Errorf("%d of 120 rows", n)
	}
}

func picture(t *testing.T, width, height int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewRGBA(image.Rect(0, 0, width, height))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestSheet(t *testing.T) {
	fill := func(s *Sheet) {
		y := s.Write(10, 10, 60, Words{Points: 30, Bold: true, Most: 1}, "A name that is far too long for one line")
		s.Picture(picture(t, 30, 40), 10, y, 30, 30)
		s.Modules([][]bool{{true, false}, {false, true}}, 10, 100, 20)
		s.Rule(0, 0, 10, 10, 1, Black)
		s.Frame(0, 0, 10, 10, 1, 1, Quiet)
		s.Fill(Black, [2]float64{0, 0}, [2]float64{1, 0}, [2]float64{0, 1})
		s.Disc(Black, 5, 5, 1)
	}
	for n, s := range []*Sheet{NewSheet("en", "One", A5, noon), Twice("en", "Two", noon, fill)} {
		if n == 0 {
			fill(s)
		}
		b, err := s.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Count(strings.ReplaceAll(written(t, b), "\n", " "), "A name that is far too long for one line"); got != n+1 {
			t.Errorf("the name stands %d times on sheet %d", got, n)
		}
	}
	if s := NewSheet("en", "x", A5, noon); true {
		s.Picture([]byte("no picture"), 0, 0, 1, 1)
		if _, err := s.Bytes(); err == nil {
			t.Error("what is no picture is taken for one")
		}
	}
}
