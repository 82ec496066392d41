package look

// Alert is a message of the system.
type Alert struct {
	Kind  string // info, success, warning, danger
	Title string
	Text  string
	Acts  []Act
}

// Crumbs are the links back to where this page hangs; the last one is the page itself, without Href.
type Crumbs struct {
	Label string // of the landmark
	Items []NavItem
}

// Pagination leads through a list by cursor.
type Pagination struct {
	Label string // of the landmark
	Prev  *NavItem
	Next  *NavItem
	Note  string // "1 to 50 of 210"
}

// Empty is drawn where a list has nothing, dashed: silence is shown.
type Empty struct {
	Icon  string
	Title string
	Text  string
	Act   *Act
}

// Tag is a short word with a ground.
type Tag struct {
	Word  string
	Icon  string
	Color string // "", info, success, warning, danger, brand2
}

// Fact is one line of a list of facts.
type Fact struct {
	Term string
	Text string
	Lang string
	Href string
}

// Tile is a big number with its base.
type Tile struct {
	Label string
	Value string
	Note  string
	Href  string
}

// Listing is the public list of reports.
type Listing struct{ Items []ListItem }

// ListItem is one report of a Listing.
type ListItem struct {
	Icon   string
	Title  string
	Href   string
	Meta   string // place and time
	State  State
	Count  int    // how many confirmed it; 0 is not drawn
	Counts string // the same in words for a screen reader
	Chosen bool
	Ref    string // by which the map finds it; empty = not on a map
}

// Tasks is one column of the desk's first page.
type Tasks struct {
	ID    string
	Kind  string // "waiting", "late", "today"
	Title string
	Count int
	Note  string // beside the title instead of the count, for example the date
	Items []Task
	Foot  string
	More  *NavItem
	Empty string // said when there are none
}

// Task is one thing to do.
type Task struct {
	Icon  string
	Title string
	Href  string
	Meta  string
	Due   string // short: "3 h", "tomorrow"
	Kind  string // of the due: the kinds of a Clock
	Clock *Clock
}

// DueIcon is the sign before the due.
func (t Task) DueIcon() string { return Clock{Kind: t.Kind}.Icon() }

// NextSteps lists every act that a record allows or may allow, with what each needs.
type NextSteps struct {
	ID    string
	Title string
	Steps []NextStep
}

// NextStep is one act. A locked one has no link and says in Needs why.
type NextStep struct {
	Icon   string
	State  string // code of the state it leads to, whose shape is drawn instead of Icon
	Title  string
	Needs  string
	Href   string
	Locked bool
	Lock   string // word for a screen reader: "not possible now"
}

// Shape is the state's name in the sprite.
func (n NextStep) Shape() string { return State{Code: n.State}.Shape() }

// Table is a table that scrolls within itself when the page is narrow.
type Table struct {
	Caption string // also the name of the scrolling region
	Head    []Cell
	Rows    [][]Cell
}

// Cell is one cell of a Table.
type Cell struct {
	Text   string
	Href   string
	Number bool // aligned at the end
	State  *State
	Lang   string
}

// Contact is the person or post that answers.
type Contact struct {
	Initials string
	Name     string
	Role     string
	Href     string
}
