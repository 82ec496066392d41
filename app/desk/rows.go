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

// narrow are cells that do not break: instants, versions. A table that gets too wide scrolls.
func narrow(words ...string) []look.Cell {
	all := texts(words...)
	for i := range all {
		all[i].Number = true
	}
	return all
}
