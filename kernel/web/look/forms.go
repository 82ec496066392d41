package look

import "html/template"

// Field is one question of a form with its label, help, error and control.
type Field struct {
	Name  string
	ID    string // of the control; Name where empty
	Label string
	Help  string
	Error string // what is wrong and how to mend it; empty when nothing is

	// Type is an input's type (text, email, tel, search, password, number, date, time, file), or "textarea",
	// "select", or "checkbox" for a single box whose Label stands beside it.
	Type    string
	Value   string
	Options []Option      // of a select
	Written template.HTML // of a select with very many choices: what WriteOption gave, instead of Options
	Checked bool          // of a checkbox

	Required bool
	Optional string // word behind the label where an answer is not needed
	Rows     int    // of a textarea; 5 where 0
	Max      int    // characters; shows a counter, does not cut what is typed. 0: no limit
	Minimum  string // min and max of dates and numbers
	Maximum  string
	Step     string

	Autocomplete string
	InputMode    string
	Accept       string // of a file
	Multiple     bool   // of a file
	Lang         string // of the text typed, where it differs from the page
	Key          bool   // a key or code: not hyphenated, not translated, not corrected
}

// Option is one choice of a select.
type Option struct {
	Value    string
	Word     string
	Selected bool
}

// ControlID is the id that a label or an error summary points to.
func (f Field) ControlID() string {
	if f.ID != "" {
		return f.ID
	}
	return f.Name
}

// InputType is the type attribute.
func (f Field) InputType() string {
	if f.Type == "" {
		return "text"
	}
	return f.Type
}

// RowCount is the height of a textarea in lines.
func (f Field) RowCount() int {
	if f.Rows == 0 {
		return 5
	}
	return f.Rows
}

// DescribedBy lists the ids of help and error for aria-describedby.
func (f Field) DescribedBy() string {
	switch id := f.ControlID(); {
	case f.Help != "" && f.Error != "":
		return id + "-help " + id + "-error"
	case f.Help != "":
		return id + "-help"
	case f.Error != "":
		return id + "-error"
	}
	return ""
}

// Choices is a question with its answers laid open: radio buttons, or boxes where several may be chosen.
type Choices struct {
	Name     string
	Legend   string
	Help     string
	Error    string
	Optional string
	Multiple bool
	Form     string // "" a list, "chips", "cards" (icons, two columns)
	Groups   []ChoiceGroup
}

// ChoiceGroup is a titled part of Choices; Title may be empty.
type ChoiceGroup struct {
	Title string
	Items []Choice
}

// Choice is one answer.
type Choice struct {
	Value    string
	Word     string
	Note     string // second line
	NoteIcon string
	Icon     string // cards only
	Checked  bool
}

// InputType is radio or checkbox.
func (c Choices) InputType() string {
	if c.Multiple {
		return "checkbox"
	}
	return "radio"
}

// Errors is the summary above a form. The page's first error gets the focus where script runs.
type Errors struct {
	Title string
	Items []FieldError
}

// FieldError names a wrong answer; ID is the control's.
type FieldError struct {
	ID   string
	Text string
}

// Filter is a form that narrows a list, sent by GET.
type Filter struct {
	Action string
	Label  string // of the landmark
	Title  string // of the phone's fold: "Filters (2)"
	Open   bool   // unfolded on the phone
	Fields []Field
	Submit string
	Reset  *Act // takes every filter away
}

// Wizard shows where in a sequence of pages the reader is.
type Wizard struct {
	Text  string // "Step 3 of 5"
	Steps []WizardStep
}

// WizardStep is one page of a Wizard. A done step with Href leads back.
type WizardStep struct {
	Word    string
	Note    string // what was answered
	Href    string
	Done    bool
	Current bool
}

// Now is the current step, or nil.
func (w Wizard) Now() *WizardStep {
	for i := range w.Steps {
		if w.Steps[i].Current {
			return &w.Steps[i]
		}
	}
	return nil
}

// Proof is the proof of work of a public form (ALTCHA, protocol version 1). The browser solves it in the
// background from the first focus on; without script the hidden field stays empty and the server decides.
type Proof struct {
	Challenge string // address of the challenge
	Preparing string // what the button says meanwhile
	Ready     string // said to screen readers when it may be sent
	Failed    string
}
