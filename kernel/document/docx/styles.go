package docx

// numbering is the one list: a dot at the start of each item.
const numbering = `<w:numbering xmlns:w="` + nsMain + `"><w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="singleLevel"/>` +
	`<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/><w:lvlJc w:val="left"/>` +
	`<w:pPr><w:ind w:left="340" w:hanging="340"/></w:pPr></w:lvl></w:abstractNum>` +
	`<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>`

// page is A4 with margins of 20 mm.
const page = `<w:sectPr><w:footerReference w:type="default" r:id="footer"/><w:pgSz w:w="11906" w:h="16838"/>` +
	`<w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="567" w:footer="567" w:gutter="0"/></w:sectPr>`

// styles are those that word processors know by these names, so that a reader can change how all of one kind look.
func styles(lang string) string {
	return `<w:styles xmlns:w="` + nsMain + `"><w:docDefaults><w:rPrDefault><w:rPr>` +
		`<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:cs="Arial" w:eastAsia="Arial"/><w:sz w:val="21"/><w:szCs w:val="21"/>` +
		`<w:lang w:val="` + escape(lang) + `" w:eastAsia="` + escape(lang) + `"/></w:rPr></w:rPrDefault>` +
		`<w:pPrDefault><w:pPr><w:spacing w:after="120" w:line="276" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>` +
		`<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>` +
		heading("Title", "Title", "0", "200", "36") + heading("Heading1", "heading 1", "0", "360", "32") +
		heading("Heading2", "heading 2", "1", "300", "27") + heading("Heading3", "heading 3", "2", "220", "23") +
		based("ListBullet", "List Bullet", `<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr><w:spacing w:after="60"/>`, "") +
		based("Note", "Note", "", `<w:color w:val="4A4A4A"/><w:sz w:val="17"/>`) +
		based("Cell", "Table Contents", `<w:spacing w:before="40" w:after="40" w:line="240" w:lineRule="auto"/>`, `<w:sz w:val="19"/>`) +
		based("Gap", "Gap", `<w:spacing w:before="0" w:after="0" w:line="200" w:lineRule="exact"/>`, `<w:sz w:val="12"/>`) +
		based("Footer", "footer", `<w:tabs><w:tab w:val="right" w:pos="9638"/></w:tabs><w:spacing w:after="0"/>`, `<w:color w:val="4A4A4A"/><w:sz w:val="16"/>`) +
		`<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/>` +
		`<w:tblCellMar><w:left w:w="85" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>` +
		`<w:style w:type="table" w:styleId="Figures"><w:name w:val="Figures"/><w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders>` +
		`<w:bottom w:val="single" w:sz="4" w:space="0" w:color="969696"/><w:insideH w:val="single" w:sz="4" w:space="0" w:color="969696"/>` +
		`</w:tblBorders></w:tblPr><w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr><w:tcPr><w:tcBorders>` +
		`<w:bottom w:val="single" w:sz="8" w:space="0" w:color="000000"/></w:tcBorders></w:tcPr></w:tblStylePr></w:style></w:styles>`
}

// heading is a style that stands in the outline at a level, with space above and half-points of letters.
func heading(id, name, level, above, size string) string {
	return `<w:style w:type="paragraph" w:styleId="` + id + `"><w:name w:val="` + name + `"/><w:basedOn w:val="Normal"/><w:next w:val="Normal"/>` +
		`<w:qFormat/><w:pPr><w:keepNext/><w:keepLines/><w:spacing w:before="` + above + `" w:after="100"/><w:outlineLvl w:val="` + level + `"/></w:pPr>` +
		`<w:rPr><w:b/><w:sz w:val="` + size + `"/><w:szCs w:val="` + size + `"/></w:rPr></w:style>`
}

func based(id, name, paragraph, run string) string {
	return `<w:style w:type="paragraph" w:styleId="` + id + `"><w:name w:val="` + name + `"/><w:basedOn w:val="Normal"/>` +
		`<w:pPr>` + paragraph + `</w:pPr><w:rPr>` + run + `</w:rPr></w:style>`
}
