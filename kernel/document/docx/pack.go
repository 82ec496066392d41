package docx

import (
	"archive/zip"
	"bytes"
	"strings"
	"time"
)

// Namespaces (ISO/IEC 29500-1, annex A) and relationships of the package (ISO/IEC 29500-2).
const (
	nsMain    = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
	nsPicture = "http://schemas.openxmlformats.org/drawingml/2006/picture"
	nsRel     = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	nsPackage = "http://schemas.openxmlformats.org/package/2006"
	declared  = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
)

// pack writes the parts in their order, the list of types first, all with the document's time.
func (d *Document) pack() ([]byte, error) {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, p := range d.parts() {
		w, err := z.CreateHeader(&zip.FileHeader{Name: p.name, Method: zip.Deflate, Modified: d.at.Truncate(2 * time.Second)})
		if err != nil {
			return nil, err
		}
		if _, err := w.Write(p.data); err != nil {
			return nil, err
		}
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

func (d *Document) parts() []picture {
	part := func(name, text string) picture { return picture{name, []byte(declared + text)} }
	main := `application/vnd.openxmlformats-officedocument.wordprocessingml.`
	parts := []picture{
		part("[Content_Types].xml", `<Types xmlns="`+nsPackage+`/content-types">`+
			`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>`+
			`<Default Extension="xml" ContentType="application/xml"/>`+
			`<Default Extension="png" ContentType="image/png"/><Default Extension="jpeg" ContentType="image/jpeg"/>`+
			`<Override PartName="/word/document.xml" ContentType="`+main+`document.main+xml"/>`+
			`<Override PartName="/word/styles.xml" ContentType="`+main+`styles+xml"/>`+
			`<Override PartName="/word/numbering.xml" ContentType="`+main+`numbering+xml"/>`+
			`<Override PartName="/word/settings.xml" ContentType="`+main+`settings+xml"/>`+
			`<Override PartName="/word/footer1.xml" ContentType="`+main+`footer+xml"/>`+
			`<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>`+
			`<Override PartName="/docProps/app.xml" ContentType="application/vnd.openxmlformats-officedocument.extended-properties+xml"/>`+
			`</Types>`),
		part("_rels/.rels", relations(
			"document", nsRel+"/officeDocument", "word/document.xml",
			"core", nsPackage+"/relationships/metadata/core-properties", "docProps/core.xml",
			"app", nsRel+"/extended-properties", "docProps/app.xml")),
		part("docProps/core.xml", d.core()),
		part("docProps/app.xml", `<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">`+
			`<Application>Reeve</Application></Properties>`),
		part("word/document.xml", d.document()),
		part("word/styles.xml", styles(spoken(d.lang))),
		part("word/numbering.xml", numbering),
		part("word/settings.xml", `<w:settings xmlns:w="`+nsMain+`"><w:defaultTabStop w:val="709"/><w:compat>`+
			`<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>`+
			`<w:themeFontLang w:val="`+escape(spoken(d.lang))+`"/></w:settings>`),
		part("word/footer1.xml", d.footer()),
	}
	links := []string{"styles", nsRel + "/styles", "styles.xml", "numbering", nsRel + "/numbering", "numbering.xml",
		"settings", nsRel + "/settings", "settings.xml", "footer", nsRel + "/footer", "footer1.xml"}
	for _, p := range d.pictures {
		links = append(links, strings.TrimSuffix(strings.TrimSuffix(p.name, ".png"), ".jpeg"), nsRel+"/image", "media/"+p.name)
	}
	parts = append(parts, part("word/_rels/document.xml.rels", relations(links...)))
	for _, p := range d.pictures {
		parts = append(parts, picture{"word/media/" + p.name, p.data})
	}
	return parts
}

// relations writes links of a part: id, type, target, again and again.
func relations(links ...string) string {
	var b strings.Builder
	b.WriteString(`<Relationships xmlns="` + nsPackage + `/relationships">`)
	for n := 0; n+2 < len(links); n += 3 {
		b.WriteString(`<Relationship Id="` + links[n] + `" Type="` + links[n+1] + `" Target="` + links[n+2] + `"/>`)
	}
	return b.String() + "</Relationships>"
}

func (d *Document) core() string {
	at := d.at.Format("2006-01-02T15:04:05Z")
	return `<cp:coreProperties xmlns:cp="` + nsPackage + `/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"` +
		` xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">` +
		`<dc:title>` + escape(clean(d.title)) + `</dc:title><dc:language>` + escape(d.lang) + `</dc:language>` +
		`<dcterms:created xsi:type="dcterms:W3CDTF">` + at + `</dcterms:created>` +
		`<dcterms:modified xsi:type="dcterms:W3CDTF">` + at + `</dcterms:modified></cp:coreProperties>`
}

func (d *Document) document() string {
	return `<w:document xmlns:w="` + nsMain + `" xmlns:r="` + nsRel + `" xmlns:pic="` + nsPicture + `"` +
		` xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"` +
		` xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"><w:body>` + d.body.String() + page + `</w:body></w:document>`
}

// footer has the title at the start and the page's number at the end.
func (d *Document) footer() string {
	return `<w:ftr xmlns:w="` + nsMain + `"><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr><w:r><w:t xml:space="preserve">` +
		escape(clean(d.title)) + `</w:t></w:r><w:r><w:tab/></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r>` +
		`<w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>` +
		`<w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p></w:ftr>`
}
