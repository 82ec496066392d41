package process

import (
	"fmt"
	"slices"
	"strings"

	"reeve/kernel/process/clock"
)

// Definition is one kind of life, written in code.
type Definition struct {
	Name    string // "threatmap.report"; also the prefix of its message keys and of its policy actions
	Version int64
	Legal   string // the law or rule behind it, as cited
	Basis   string // message key of the same for readers of any language; empty = Legal alone
	Words   Words  // where its words are
	Read    string // the policy action that lets somebody see its records in a list; empty = they are in no list of processes
	Page    string // address of a record's page with {ref}; empty = it has none of its own
	Initial string
	States  []State
	Steps   []Step
	Clocks  []ClockDef
}

// State is a node of the diagram.
type State struct {
	Code   string
	Closed bool  // the life has ended, unless a step leads out again
	Waits  Waits // whom it waits for
}

// Waits names whom an instance waits for.
type Waits string

const (
	WaitsPost   Waits = "post"  // the post it is assigned to; without one, the coordinators' queue
	WaitsBody   Waits = "body"  // the organisation it was handed over to
	WaitsKey    Waits = "key"   // who holds the report key
	WaitsQueue  Waits = "queue" // the coordinators' queue, whoever it is assigned to
	WaitsNobody Waits = "nobody"
)

// Step is an arrow of the diagram. To is empty when the state stays.
type Step struct {
	Name    string
	From    []string
	To      string
	Who     []string // roles, for the diagram; the policy decides
	Needs   []string // fields of the command, for forms and the diagram: reason, text, when, found, body
	May     []string // further fields that the command takes, which an overlay may demand
	Legal   string
	Basis   string // message key of the legal basis; empty = none of its own
	Method  string // message key of the method card that comes with the program; empty = none
	Waits   Waits  // overrides the state's; empty = as the state says
	Once    bool   // at most once in a life
	AnyTime bool   // does not compare base_version: it only adds
}

// ClockDef is a limit that begins with some steps and ends with others. The step "" is the opening.
type ClockDef struct {
	Name    string
	Period  clock.Period // default; the overlay and the record's kind may say otherwise
	Least   clock.Period // what an overlay may set it to; both zero = it is not the installation's to change
	Most    clock.Period
	Starts  []string
	Stops   []string
	Pauses  []string
	Resumes []string
	Legal   string
	Basis   string // message key of the legal basis
}

// Adaptable tells whether an overlay may set another limit.
func (c ClockDef) Adaptable() bool { return c.Least.Valid() && c.Most.Valid() }

// Clock finds a clock by name.
func (d *Definition) Clock(name string) (ClockDef, bool) {
	i := slices.IndexFunc(d.Clocks, func(c ClockDef) bool { return c.Name == name })
	if i < 0 {
		return ClockDef{}, false
	}
	return d.Clocks[i], true
}

// Step finds a step by name.
func (d *Definition) Step(name string) (Step, bool) {
	i := slices.IndexFunc(d.Steps, func(s Step) bool { return s.Name == name })
	if i < 0 {
		return Step{}, false
	}
	return d.Steps[i], true
}

// State finds a state by code.
func (d *Definition) State(code string) (State, bool) {
	i := slices.IndexFunc(d.States, func(s State) bool { return s.Code == code })
	if i < 0 {
		return State{}, false
	}
	return d.States[i], true
}

// StepsFrom lists the steps that a state allows.
func (d *Definition) StepsFrom(state string) []Step {
	var out []Step
	for _, s := range d.Steps {
		if slices.Contains(s.From, state) {
			out = append(out, s)
		}
	}
	return out
}

// Check finds what is wrong in a definition: unknown states, unreachable ones, clocks of unknown steps.
func (d *Definition) Check() error {
	known := map[string]bool{}
	for _, s := range d.States {
		known[s.Code] = true
	}
	if !known[d.Initial] {
		return fmt.Errorf("%s: initial state %q is unknown", d.Name, d.Initial)
	}
	reached := map[string]bool{d.Initial: true}
	for range d.Steps { // as many rounds as steps reach everything reachable
		for _, s := range d.Steps {
			for _, from := range s.From {
				if !known[from] || s.To != "" && !known[s.To] {
					return fmt.Errorf("%s: step %s names an unknown state", d.Name, s.Name)
				}
				if reached[from] && s.To != "" {
					reached[s.To] = true
				}
			}
		}
	}
	for code := range known {
		if !reached[code] {
			return fmt.Errorf("%s: state %s cannot be reached", d.Name, code)
		}
	}
	for _, c := range d.Clocks {
		for _, name := range slices.Concat(c.Starts, c.Stops, c.Pauses, c.Resumes) {
			if _, ok := d.Step(name); !ok && name != "" {
				return fmt.Errorf("%s: clock %s names unknown step %q", d.Name, c.Name, name)
			}
		}
		if !c.Period.Valid() {
			return fmt.Errorf("%s: clock %s has no period", d.Name, c.Name)
		}
		if c.Least.Valid() != c.Most.Valid() || c.Adaptable() && (c.Period.About() < c.Least.About() || c.Period.About() > c.Most.About()) {
			return fmt.Errorf("%s: the bounds of clock %s do not hold its period", d.Name, c.Name)
		}
	}
	return nil
}

// Diagram draws the definition in Mermaid's state diagram language, for the documentation.
func (d *Definition) Diagram() string {
	var b strings.Builder
	fmt.Fprintf(&b, "stateDiagram-v2\n    [*] --> %s\n", d.Initial)
	for _, s := range d.Steps {
		if s.To == "" {
			continue
		}
		for _, from := range s.From {
			label := s.Name
			if len(s.Who) > 0 {
				label += " (" + strings.Join(s.Who, ", ") + ")"
			}
			fmt.Fprintf(&b, "    %s --> %s: %s\n", from, s.To, label)
		}
	}
	for _, s := range d.States {
		if s.Closed {
			fmt.Fprintf(&b, "    %s --> [*]\n", s.Code)
		}
	}
	return b.String()
}
