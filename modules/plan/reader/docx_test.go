package reader

import (
	"archive/zip"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"reeve/modules/plan/tree"
)

// packed writes a zip of parts and gives its path.
func packed(t testing.TB, name string, parts map[string]string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	z := zip.NewWriter(f)
	for part, text := range parts {
		w, err := z.Create(part)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

func docx(t testing.TB, body string) string {
	return packed(t, "plan.docx", map[string]string{"word/document.xml": `<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>` + body + `</w:body></w:document>`})
}

func para(s string) string {
	var runs strings.Builder
	for i, line := range strings.Split(s, "\n") {
		if i > 0 {
			runs.WriteString("<w:r><w:br/></w:r>")
		}
		half := len(line) / 2
		for half > 0 && half < len(line) && line[half]&0xC0 == 0x80 {
			half++
		}
		fmt.Fprintf(&runs, "<w:r><w:t>%s</w:t></w:r><w:del><w:r><w:delText>out</w:delText></w:r></w:del><w:r><w:t>%s</w:t></w:r>", line[:half], line[half:])
	}
	return "<w:p>" + runs.String() + "</w:p>"
}

func tc(props, text string) string {
	return "<w:tc><w:tcPr>" + props + "</w:tcPr>" + para(text) + "</w:tc>"
}

func tr(cells ...string) string {
	out := "<w:tr>"
	for _, c := range cells {
		if !strings.HasPrefix(c, "<w:tc>") {
			c = tc("", c)
		}
		out += c
	}
	return out + "</w:tr>"
}

func TestDocx(t *testing.T) {
	wide := `<w:gridSpan w:val="5"/>`
	open, goes := `<w:vMerge w:val="restart"/>`, `<w:vMerge/>`
	head := tr("Lp.", "Działanie", "Termin realizacji", "Instytucja wiodąca", "Koszt")
	d := read(t, docx(t, para("Plan działań na lata 2021–2025 dla policji w gminie")+
		"<w:tbl>"+head+
		tr(tc(wide, "Cel strategiczny 1: Wzrost zaufania mieszkańców"))+
		tr(tc(wide, "Cel szczegółowy 1.1: Lepsza współpraca z gminami"))+
		tr("1.1.1", "Spotkania dzielnicowych z mieszkańcami", "do końca III kw. 2023", tc(open, "Komenda Powiatowa"), "12 000,00 zł")+
		tr("1.1.2", "Dyżury w szkołach", "na bieżąco", tc(goes, ""), "bezkosztowo")+
		tr(tc(`<w:gridSpan w:val="4"/>`, "Razem"), "12 000 zł")+
		"</w:tbl>"+para("Cel strategiczny 2: Bezpieczniejsze drogi")+
		"<w:tbl>"+head+tr("2.1", "Kontrole prędkości przy szkołach", "co kwartał", "Wydział Ruchu Drogowego", "-")+"</w:tbl>"+
		para("")+"<w:tbl>"+tr("2.2", "Szkolenie rowerowe", "12 miesięcy", "Dzielnicowi", "1 500")+"</w:tbl>"), Options{})
	if d.Counts[tree.Objective] != 2 || d.Counts[tree.SubObjective] != 1 || d.Counts[tree.ActivityNode] != 4 || d.Left != 0 {
		t.Fatalf("%v %+v", d.Counts, d.Remarks)
	}
	a := node(t, d, "1.1.2")
	if a.Parent != "1.1" || a.Activity.Lead != "Komenda Powiatowa" || a.Activity.Deadline.Kind != tree.Ongoing || a.Activity.BudgetText != "bezkosztowo" || a.Text["pl"] != "Dyżury w szkołach" {
		t.Errorf("%+v %+v", a, a.Activity)
	}
	if b := node(t, d, "1.1.1").Activity.Budget; len(b) != 1 || b[0].Minor != 1200000 || b[0].Currency != "PLN" {
		t.Errorf("%+v", b)
	}
	if n := node(t, d, "2.1"); n.Parent != "2" || n.Activity.Deadline.Every != tree.Quarterly {
		t.Errorf("%+v %+v", n, n.Activity)
	}
	if n := node(t, d, "2.2"); n.Parent != "2" || n.Activity.Deadline.Days != 365 || d.Places["2.2"] != (Place{"#3", "A1"}) {
		t.Errorf("%+v %+v %v", n, n.Activity, d.Places["2.2"])
	}
	if len(d.Totals) != 1 || d.Totals[0].Written != d.Totals[0].Counted || d.Totals[0].Sheet != "#1" {
		t.Errorf("%+v", d.Totals)
	}
	if d.Plan.From != "2021-01-01" {
		t.Errorf("%s %v", d.Plan.From, d.Plan.Titles)
	}
}
