package threatmap

import (
	"slices"

	"reeve/kernel/process"
)

// Definitions are all versions of a report's life, the newest first. A report keeps the one it began with.
func Definitions() []*process.Definition {
	return []*process.Definition{Definition(), firstDefinition()}
}

// sinceSecond are the steps that version 2 brought: keeping inside what a review does not release, holding what
// belongs to a flood, and duplicates that follow.
func sinceSecond() []string {
	return append([]string{"keep", "hold", "link_duplicate", "unlink"}, followSteps()...)
}

// firstDefinition is version 1: the same life without what came later.
func firstDefinition() *process.Definition {
	d, later := Definition(), sinceSecond()
	d.Version = 1
	d.Steps = slices.DeleteFunc(d.Steps, func(s process.Step) bool { return slices.Contains(later, s.Name) })
	without := func(names []string) []string {
		return slices.DeleteFunc(names, func(n string) bool { return slices.Contains(later, n) })
	}
	for i := range d.Clocks {
		d.Clocks[i].Starts, d.Clocks[i].Stops = without(d.Clocks[i].Starts), without(d.Clocks[i].Stops)
	}
	return d
}
