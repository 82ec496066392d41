package look

// Stamps are the codes of a piece of information: what may be done with it, and how sure it is.
type Stamps struct {
	Handling []Code
	Grades   []Grade
}

// Grade is an evaluation as two joined cells; Words says it in full for who does not see or know them.
type Grade struct {
	Source      string // A, B, C, X
	Information string // 1 to 4
	Words       string
}
