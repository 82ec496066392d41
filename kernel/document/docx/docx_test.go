package docx

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"image"
	"image/png"
	"io"
	"strings"
	"testing"
	"time"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func unpack(t *testing.T, file []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for n, f := range z.File {
		if n == 0 && f.Name != "[Content_Types].xml" {
			t.Errorf("the first part is %s", f.Name)
		}
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		out[f.Name] = string(b)
		if strings.HasSuffix(f.Name, ".xml") || strings.HasSuffix(f.Name, ".rels") {
			wellFormed(t, f.Name, b)
		}
	}
	return out
}

func wellFormed(t *testing.T, name string, b []byte) {
	t.Helper()
	for d := xml.NewDecoder(bytes.NewReader(b)); ; {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			t.Errorf("%s: %v", name, err)
			return
		}
	}
}

// words are the texts of a document, one a line, with the style of the paragraph they stand in.
func words(t *testing.T, document string) (out []string) {
	t.Helper()
	style, in := "", false
	for d := xml.NewDecoder(strings.NewReader(document)); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return out
		} else if err != nil {
			t.Fatal(err)
		}
		switch v := token.(type) {
		case xml.StartElement:
			if v.Name.Local == "p" {
				style = ""
			}
			if v.Name.Local == "pStyle" {
				style = v.Attr[0].Value
			}
			in = v.Name.Local == "t" && v.Name.Space == nsMain
		case xml.CharData:
			if in {
				out = append(out, style+": "+string(v))
			}
		case xml.EndElement:
			in = false
		}
	}
}

func TestContentComesBack(t *testing.T) {
	for lang, tag := range map[string]string{"en": "en-GB", "sq": "sq-AL", "sr": "sr-Cyrl-RS", "sr-Latn": "sr-Latn-RS", "lt": "lt-LT", "lv": "lv-LV",
		"et": "et-EE", "cs": "cs-CZ", "uk": "uk-UA", "pl": "pl-PL", "nb": "nb-NO", "de-AT": "de-AT"} {
		d := New(lang, "Звіт <1> & „więcej“", noon)
		d.Heading(1, "Звіт")
		d.Heading(2, "Ґанок & <Łódź>")
		d.Heading(3, "ž")
		d.Heading(1, "Again")
		d.Text("first\nsecond \"line\" \x00\x0b\ufffe")
		d.Small("note")
		d.List([]string{"one", "two"})
		d.Table([]string{"A", "B"}, [][]string{{"x", "1 234"}, {"y", "–"}, {"short"}})
		d.Facts([][2]string{{"Term", "said\nof it"}})
		d.Text("  ")
		b, err := d.Bytes()
		if err != nil {
			t.Fatal(lang, err)
		}
		parts := unpack(t, b)
		want := strings.Join([]string{"Title: Звіт", "Heading2: Ґанок & <Łódź>", "Heading3: ž", "Heading1: Again", ": first", ": second \"line\" ",
			"Note: note", "ListBullet: one", "ListBullet: two", "Cell: A", "Cell: B", "Cell: x", "Cell: 1 234", "Cell: y", "Cell: –", "Cell: short",
			"Cell: Term", "Cell: said", "Cell: of it"}, "\n")
		if got := strings.Join(words(t, parts["word/document.xml"]), "\n"); got != want {
			t.Errorf("%s:\n%s", lang, got)
		}
		if !strings.Contains(parts["word/styles.xml"], `<w:lang w:val="`+tag+`"`) || !strings.Contains(parts["docProps/core.xml"], "<dc:language>"+lang+"<") {
			t.Errorf("%s: the language does not stand in the file", lang)
		}
		for _, style := range []string{"Title", "Heading1", "Heading2", "Heading3", "ListBullet", "Note", "Cell", "Gap", "Footer", "Figures"} {
			if strings.Count(parts["word/styles.xml"], `w:styleId="`+style+`"`) != 1 {
				t.Errorf("style %s", style)
			}
		}
	}
}

func TestHeadOfTableIsRepeated(t *testing.T) {
	d := New("en", "Long", noon)
	d.Table([]string{"Words", "Number"}, [][]string{{"a", "12"}, {"b", "−3"}})
	d.Table(nil, [][]string{{"a"}})
	b, _ := d.Bytes()
	doc := unpack(t, b)["word/document.xml"]
	if n := strings.Count(doc, "<w:tblHeader/>"); n != 1 {
		t.Errorf("%d rows are heads", n)
	}
	if n := strings.Count(doc, `<w:jc w:val="right"/>`); n != 3 {
		t.Errorf("%d cells stand to the right", n)
	}
}

// TestPartsAreLinked goes from every link to a part that exists, and from every part to a type.
func TestPartsAreLinked(t *testing.T) {
	d := New("en", "x", noon)
	var pic bytes.Buffer
	if err := png.Encode(&pic, image.NewRGBA(image.Rect(0, 0, 30, 40))); err != nil {
		t.Fatal(err)
	}
	d.Image(pic.Bytes(), 500)
	d.Image(pic.Bytes(), 20)
	b, err := d.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	parts := unpack(t, b)
	for base, rels := range map[string]string{"": "_rels/.rels", "word/": "word/_rels/document.xml.rels"} {
		var list struct {
			Relationship []struct {
				ID     string `xml:"Id,attr"`
				Target string `xml:",attr"`
			}
		}
		if err := xml.Unmarshal([]byte(parts[rels]), &list); err != nil || len(list.Relationship) < 3 {
			t.Fatal(rels, err)
		}
		for _, r := range list.Relationship {
			if _, ok := parts[base+r.Target]; !ok {
				t.Errorf("%s: %s is missing", rels, r.Target)
			}
		}
	}
	if !strings.Contains(parts["word/document.xml"], `r:embed="image2"`) || parts["word/media/image2.png"] != pic.String() {
		t.Error("the second picture")
	}
	if !strings.Contains(parts["word/document.xml"], `cx="6120000" cy="8160000"`) {
		t.Error("a picture is wider than the page")
	}
	bad := New("en", "x", noon)
	bad.Image([]byte("no picture"), 10)
	if _, err := bad.Bytes(); err == nil {
		t.Error("what is no picture is taken for one")
	}
}

func TestSameContentSameBytes(t *testing.T) {
	write := func(number string) []byte {
		d := New("pl", "Raport", noon)
		d.Table([]string{"Miesiąc", "Zgłoszenia"}, [][]string{{"marzec", number}})
		b, err := d.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	if !bytes.Equal(write("12"), write("12")) {
		t.Error("two files of the same content differ")
	}
	if bytes.Equal(write("12"), write("13")) {
		t.Error("another number gives the same file")
	}
}
