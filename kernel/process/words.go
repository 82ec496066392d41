package process

// Words says under which message keys a definition's words stand. Of several prefixes the first counts under which
// the catalogue has the word.
type Words struct {
	Title  string   // key of the process's name
	States []string // prefixes of a state's code
	Steps  []string // prefixes of a step's name
	Clocks []string // prefixes of a clock's name
}

// StateKeys are the keys under which a state's word may stand, the first one first.
func (d *Definition) StateKeys(code string) []string { return prefixed(d.Words.States, code) }

// StepKeys are the keys under which a step's word may stand, the first one first.
func (d *Definition) StepKeys(name string) []string { return prefixed(d.Words.Steps, name) }

// ClockKeys are the keys under which a clock's word may stand, the first one first.
func (d *Definition) ClockKeys(name string) []string { return prefixed(d.Words.Clocks, name) }

func prefixed(prefixes []string, name string) (keys []string) {
	for _, p := range prefixes {
		keys = append(keys, p+name)
	}
	return keys
}

// Definitions are the newest versions of all definitions, in the order in which the modules give them.
func (e *Engine) Definitions() []*Definition {
	var all []*Definition
	for _, name := range e.order {
		all = append(all, e.definitions[name])
	}
	return all
}
