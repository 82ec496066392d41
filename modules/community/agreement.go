package community

import (
	"slices"
	"strings"
	"unicode/utf8"

	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/process/calendar"
)

// Kinds of agreements.
const (
	Memorandum     = "memorandum"
	Coordination   = "coordination"   // Czech act 273/2008 § 16
	Council        = "council"        // with the council of a municipality; in Norway what sets up the politiråd
	Intermunicipal = "intermunicipal" // between municipalities, approved by the regional office: Czech act 553/1991 § 3a
)

// Kinds lists the kinds of agreements in the order of legends and filters.
func Kinds() []string { return []string{Memorandum, Coordination, Council, Intermunicipal} }

// endless tells whether agreements of a kind may be without an end.
func endless(kind string) bool { return kind != Memorandum }

// needsRegion tells whether the regional office must approve agreements of a kind before they are signed.
func needsRegion(kind string) bool { return kind == Intermunicipal }

// Clauses are what a coordination agreement says, in the order of Czech act 273/2008 § 16.
func Clauses() []string {
	return []string{"means", "prevention", "breach", "shares", "evaluation", "period", "money"}
}

const (
	maxText     = 4000 // characters of a clause or an obligation
	maxParties  = 30
	renewBefore = 6 // months before the end, where nothing else is said
)

// Agreement is one agreement. Days are YYYY-MM-DD at its community; Until, Extended and Ended are last days in force.
type Agreement struct {
	ID, Ref      string
	Kind, Number string
	Place        string   // id of the community it is for
	Territory    []string // ids of further places
	Titles       i18n.Text
	Org          string // id of the organisation that keeps it, may be empty
	Parties      []Party
	Ceremony     string // several may be signed in one
	Languages    []string
	Signed       string // empty = not signed yet
	From         string // empty = from the signature
	Until        string // empty = without end
	Extended     string
	Ended        string
	RenewMonths  int64
	OpensPosts   bool
	PostsAgreed  int64
	OpensChannel bool
	Clauses      map[string]string
	Running      bool
	Warned       int64
	NextOn       string
	Version      int64
}

// Party is one side. Org or Place names it where the register knows it, else Name does.
type Party struct {
	Org         string      `json:"org,omitempty"`   // id
	Place       string      `json:"place,omitempty"` // id: the community itself
	Name        string      `json:"name,omitempty"`
	Signatories []Signatory `json:"signatories,omitempty"`
}

// Signatory is who signs for a party, with the post held then. It is kept inside.
type Signatory struct {
	Name string `json:"name"`
	Post string `json:"post,omitempty"`
}

// check finds everything that is wrong with what people enter of an agreement.
func (a Agreement) check() error {
	var f errs.Fields
	if !slices.Contains(Kinds(), a.Kind) {
		f.Add("kind", "community.kind_wrong", "kind", a.Kind)
	}
	if n := utf8.RuneCountInString(a.Number); n == 0 || n > 60 {
		f.Add("number", "community.number_wrong")
	}
	if a.Place == "" {
		f.Add("community", "community.community_missing")
	}
	a.checkDays(&f)
	if a.RenewMonths < 0 || a.RenewMonths > 60 {
		f.Add("renew_months", "community.renew_wrong", "most", 60)
	}
	if a.PostsAgreed < 0 || a.PostsAgreed > 1000 {
		f.Add("posts", "community.posts_wrong", "value", a.PostsAgreed)
	}
	if len(a.Parties) > maxParties {
		f.Add("parties", "community.parties_many", "most", maxParties)
	}
	for code, text := range a.Clauses {
		if !slices.Contains(Clauses(), code) || utf8.RuneCountInString(text) > maxText {
			f.Add("clause_"+code, "community.text_long", "most", maxText)
		}
	}
	for _, p := range a.Parties {
		if p.Org == "" && p.Place == "" && strings.TrimSpace(p.Name) == "" {
			f.Add("parties", "community.party_empty")
		}
	}
	return f.Err()
}

func (a Agreement) checkDays(f *errs.Fields) {
	for field, day := range map[string]string{"signed": a.Signed, "from": a.From, "until": a.Until} {
		if _, err := calendar.ParseDate(day); day != "" && err != nil {
			f.Add(field, "community.date_wrong", "date", day)
		}
	}
	if a.Until == "" && !endless(a.Kind) && slices.Contains(Kinds(), a.Kind) {
		f.Add("until", "community.end_missing")
	}
	if begins := a.Begins(); a.Until != "" && begins > a.Until {
		f.Add("until", "community.ends_before", "from", begins, "until", a.Until)
	}
}

// changes lists what differs between two versions of an agreement: field, old and new value.
func changes(old, now Agreement) (all []Change) {
	add := func(field, was, is string) {
		if was != is {
			all = append(all, Change{field, was, is})
		}
	}
	add("signed", old.Signed, now.Signed)
	add("from", old.From, now.From)
	add("until", old.Until, now.Until)
	add("title", titleOf(old), titleOf(now))
	add("parties", partyWords(old.Parties), partyWords(now.Parties))
	add("territory", strings.Join(old.Territory, " "), strings.Join(now.Territory, " "))
	add("ceremony", old.Ceremony, now.Ceremony)
	add("languages", strings.Join(old.Languages, " "), strings.Join(now.Languages, " "))
	add("posts", count(old.PostsAgreed), count(now.PostsAgreed))
	add("renew_months", count(old.RenewMonths), count(now.RenewMonths))
	add("opens_posts", yesNo(old.OpensPosts), yesNo(now.OpensPosts))
	add("opens_channel", yesNo(old.OpensChannel), yesNo(now.OpensChannel))
	for _, c := range Clauses() {
		add("clause_"+c, old.Clauses[c], now.Clauses[c])
	}
	return all
}

// Change is one field that differs.
type Change struct{ Field, Was, Is string }
