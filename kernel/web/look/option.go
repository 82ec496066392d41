package look

import "html/template"

// WrittenOption is a choice of a select that was written beforehand.
type WrittenOption struct{ plain, chosen template.HTML }

// WriteOption writes a choice; value and word are escaped.
func WriteOption(value, word string) WrittenOption {
	value, word = template.HTMLEscapeString(value), template.HTMLEscapeString(word)
	return WrittenOption{plain: template.HTML(`<option value="` + value + `">` + word + `</option>`), chosen: template.HTML(`<option value="` + value + `" selected>` + word + `</option>`)}
}

// As is the choice as the page has it.
func (o WrittenOption) As(chosen bool) template.HTML {
	if chosen {
		return o.chosen
	}
	return o.plain
}
