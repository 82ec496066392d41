package places

import (
	"slices"
	"strings"

	"reeve/kernel/errs"
	"reeve/kernel/i18n"
	"reeve/kernel/policy"
)

// Kinds of organisations.
const (
	Police        = "police"
	Municipality  = "municipality"
	Ministry      = "ministry"
	Partner       = "partner"
	International = "international"
)

// Org is an organisation.
type Org struct {
	ID      string
	Code    string
	Kind    string // one of the kinds above
	Names   i18n.Text
	Place   string // the place it belongs to, may be empty
	Version int64
}

// Unit is a part of an organisation; units of one organisation form trees.
type Unit struct {
	ID      string
	Org     string
	Code    string
	Parent  string // empty at the top
	Names   i18n.Text
	Place   string // the territory it answers for, may be empty
	Phone   string // public; what a vacant post shows
	Mail    string // public
	Version int64
}

// Post is what duties and deadlines hang on.
type Post struct {
	ID      string
	Code    string
	Titles  i18n.Text
	Role    string // role of the policy that its holder has, see policy.StaffRoles
	Unit    string
	Place   string // the beat or community it is for; empty = the territory of its unit
	Version int64
}

// Kinds of appointments.
const (
	Holder     = "holder"
	Substitute = "substitute" // stands in while the holder is away
	Acting     = "acting"     // stands in while there is no holder
)

// Appointment says that an account fills a post on some days.
type Appointment struct {
	ID      string
	Post    string
	Account string
	Kind    string // one of the kinds above
	Valid   Span
	Version int64
}

func (o Org) check() error {
	var f errs.Fields
	checkCode(&f, o.Code)
	if !slices.Contains([]string{Police, Municipality, Ministry, Partner, International}, o.Kind) {
		f.Add("kind", "places.org_kind_wrong", "kind", o.Kind)
	}
	if named(o.Names) == 0 {
		f.Add("names", "places.name_missing")
	}
	return f.Err()
}

func (u Unit) check() error {
	var f errs.Fields
	checkCode(&f, u.Code)
	if named(u.Names) == 0 {
		f.Add("names", "places.name_missing")
	}
	return f.Err()
}

func (p Post) check() error {
	var f errs.Fields
	checkCode(&f, p.Code)
	if named(p.Titles) == 0 {
		f.Add("titles", "places.name_missing")
	}
	if !slices.Contains(policy.StaffRoles(), p.Role) {
		f.Add("role", "places.post_role_wrong", "role", p.Role)
	}
	return f.Err()
}

func (a Appointment) check() error {
	var f errs.Fields
	if a.Account == "" {
		f.Add("account", "places.account_missing")
	}
	if a.Kind != Holder && a.Kind != Substitute && a.Kind != Acting {
		f.Add("kind", "places.appointment_kind_wrong", "kind", a.Kind)
	}
	if a.Valid.From == "" {
		f.Add("valid_from", "places.date_wrong", "date", "")
	}
	a.Valid.check(&f)
	if a.Valid.From != "" && a.Valid.Empty() {
		f.Add("valid_until", "places.ends_before_it_begins", "from", a.Valid.From, "until", a.Valid.Until)
	}
	return f.Err()
}

func checkCode(f *errs.Fields, code string) {
	if code == "" || len(code) > 60 || strings.ContainsAny(code, " \t\r\n/?#%") {
		f.Add("code", "places.code_wrong", "code", code)
	}
}
