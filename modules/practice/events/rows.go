package events

import (
	"net/mail"
	"net/url"
	"strconv"
	"strings"

	"reeve/kernel/web"
	"reeve/kernel/web/form"
	"reeve/kernel/web/look"
)

// formPeople is how many people a form asks for at first, and how many more each time somebody asks for more.
const formPeople = 4

// peopleRows are for how many people a form has room.
func peopleRowsOf(values url.Values) int {
	n, err := strconv.Atoi(values.Get("rows"))
	if err != nil || n < formPeople {
		return formPeople
	}
	return min(n, maxNominations)
}

// spread moves a list that was pasted into the rows of the form, behind who stands there, and tells whether the form is
// to be shown again with more room instead of being taken.
func spread(posted url.Values) (again bool) {
	rows := peopleRowsOf(posted)
	last := 0
	for n := 1; n <= rows; n++ {
		if no := strconv.Itoa(n); strings.TrimSpace(posted.Get("name_"+no)+posted.Get("email_"+no)) != "" {
			last = n
		}
	}
	var left []string // what there is no room for
	for _, line := range form.Lines(strings.ReplaceAll(posted.Get("list"), "\r\n", "\n")) {
		p := readPerson(line)
		if last++; last > maxNominations {
			left = append(left, line)
			continue
		}
		no := strconv.Itoa(last)
		posted.Set("name_"+no, p.Name)
		posted.Set("email_"+no, p.Mail)
		posted.Set("post_"+no, p.Post)
		posted.Del("substitute_" + no)
		for _, as := range []string{"delegation_", "lang_"} { // a list says neither: as of the first person
			posted.Set(as+no, posted.Get(as+"1"))
		}
	}
	posted.Set("list", strings.Join(left, "\n"))
	if again = posted.Get("more") != ""; again && last > rows-formPeople {
		rows = last + formPeople
	}
	posted.Set("rows", strconv.Itoa(min(max(rows, last), maxNominations)))
	posted.Set("people", "yes")
	posted.Del("more")
	return again || len(left) > 0
}

// readPerson reads a line of a list: name, address and post, with tabs, semicolons or commas between them, or an address
// as mail programs copy it.
func readPerson(line string) (p Person) {
	if a, err := mail.ParseAddress(line); err == nil && a.Name != "" {
		return Person{Name: a.Name, Mail: a.Address}
	}
	cut := ","
	for _, c := range []string{"\t", ";"} {
		if strings.Contains(line, c) {
			cut = c
			break
		}
	}
	for part := range strings.SplitSeq(line, cut) {
		switch part = strings.TrimSpace(part); {
		case part == "":
		case p.Mail == "" && strings.Contains(part, "@"):
			p.Mail = part
		case p.Name == "":
			p.Name = part
		default:
			p.Post = form.Line(p.Post, part)
		}
	}
	return p
}

// listGroup asks for people as a list.
func listGroup(r *web.Request, t form.Typed) form.Group {
	return form.Group{ID: "people-list", Title: r.Text.T("practice.list"), Parts: form.Parts(look.Field{Name: "list", Type: "textarea", Rows: 3, Label: r.Text.T("practice.list_label"), Help: r.Text.T("practice.list_help"),
		Value: t.Values.Get("list"), Optional: r.Text.T("form.optional")})}
}

// rowsHidden are the values that tell a form with people from a fresh one.
func rowsHidden(t form.Typed) []form.Hidden {
	return []form.Hidden{{Name: "people", Value: "yes"}, {Name: "rows", Value: strconv.Itoa(peopleRowsOf(t.Values))}}
}

// moreRows is the button that shows the form again with more room; it takes the list too.
func moreRows(r *web.Request) []form.Button {
	return []form.Button{{Name: "more", Value: "yes", Word: r.Text.T("practice.more_people")}}
}
