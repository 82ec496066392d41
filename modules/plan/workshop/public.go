package workshop

// The types of this file are all that public handlers may answer with.

// PublicPulse is what a browser in the room hears when something has changed. It names nobody.
type PublicPulse struct {
	Rev        int64  `json:"rev"`
	State      string `json:"state"`       // open, finished
	Row        string `json:"row"`         // number of the row on the screen; empty = none yet
	RowState   string `json:"row_state"`   // open, parked, closed; empty = no row
	RowVersion int64  `json:"row_version"` // of what the chair wrote to it
	Voted      int64  `json:"voted"`       // on this row
	Present    int64  `json:"present"`
	Closed     int64  `json:"closed"` // rows
	Since      int64  `json:"since"`  // milliseconds since 1970, when the row came on
	Limit      int64  `json:"limit"`  // seconds for a row; 0 = none
}

// PublicAnswers are what became of what a browser sent, one by one.
type PublicAnswers struct {
	Items []PublicAnswer `json:"items"`
	Rev   int64          `json:"rev"`
}

// PublicAnswer is what became of one vote or comment: counted, closed (kept as late, not counted) or refused.
type PublicAnswer struct {
	ID      string `json:"id"`
	Outcome string `json:"outcome"`
	Again   bool   `json:"again"`   // it had been stored before
	Message string `json:"message"` // in words; empty for one that counts
}
