package desk

import "reeve/kernel/web/look"

// rows are a table whose lines may end with a button.
type rows struct {
	Caption string
	Head    []look.Cell
	Rows    []row
	Acts    bool   // lines may have a button
	Empty   string // said when there are none
}

type row struct {
	Cells []look.Cell
	Act   *button
}

func texts(words ...string) []look.Cell {
	all := make([]look.Cell, 0, len(words))
	for _, w := range words {
		all = append(all, look.Cell{Text: w})
	}
	return all
}
