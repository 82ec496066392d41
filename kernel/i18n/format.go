package i18n

// noBreakSpace keeps a number and its groups or its percent sign on one line.
const noBreakSpace = "\u00a0"

// format is how a language writes numbers, short dates and quotation marks.
// Words that belong to a date stand in the catalogue.
type format struct {
	decimal, group string
	groupFrom      int    // digits of the whole part from which groups are made
	percent        string // sign with the space before it
	date           string // layout of time.Format
	clock          string // layout of time.Format
	open, close    string
	innerOpen      string
	innerClose     string
	nominativeDate bool // the long date that stands alone has the month in the nominative
}

func formatOf(l Lang) format {
	f := format{decimal: ",", group: noBreakSpace, groupFrom: 4, percent: "%", date: "02.01.2006", clock: "15:04"}
	switch l {
	case Albanian:
		f.groupFrom = 5
		f.open, f.close, f.innerOpen, f.innerClose = "“", "”", "‘", "’"
	case Serbian, SerbianLatin:
		f.group, f.date, f.nominativeDate = ".", "02.01.2006.", true
		f.open, f.close, f.innerOpen, f.innerClose = "„", "”", "’", "’"
	case Lithuanian:
		f.percent, f.date = noBreakSpace+"%", "2006-01-02"
		f.open, f.close, f.innerOpen, f.innerClose = "„", "“", "‚", "‘"
	case Latvian:
		f.groupFrom, f.date, f.clock = 5, "02.01.2006.", "15.04"
		f.open, f.close, f.innerOpen, f.innerClose = "“", "”", "‘", "’"
	case Estonian:
		f.groupFrom, f.clock = 5, "15.04"
		f.open, f.close, f.innerOpen, f.innerClose = "„", "“", "‚", "‘"
	case Czech:
		f.percent, f.date = noBreakSpace+"%", "2. 1. 2006"
		f.open, f.close, f.innerOpen, f.innerClose = "„", "“", "‚", "‘"
	case Ukrainian:
		f.open, f.close, f.innerOpen, f.innerClose = "«", "»", "„", "“"
	case Polish:
		f.groupFrom = 5
		f.open, f.close, f.innerOpen, f.innerClose = "„", "”", "«", "»"
	case Norwegian:
		f.percent, f.clock = noBreakSpace+"%", "15.04"
		f.open, f.close, f.innerOpen, f.innerClose = "«", "»", "‘", "’"
	default:
		f.decimal, f.group, f.date = ".", ",", "2006-01-02"
		f.open, f.close, f.innerOpen, f.innerClose = "“", "”", "‘", "’"
	}
	return f
}
