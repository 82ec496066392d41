package threatmap

import (
	"net/url"
	"strconv"

	"reeve/kernel/i18n"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// wroteView is what the resident wrote.
type wroteView struct {
	Text  string
	Lang  string
	Empty string // said instead of a text
	Facts []look.Fact
}

func (o *office) wrote(r *web.Request, op opened) wroteView {
	v := wroteView{Text: op.Text, Lang: htmlLang(op.Lang)}
	switch {
	case op.rep.Body == nil:
		v.Empty = r.Text.T("threatmap.office.wrote.erased")
	case op.Text == "":
		v.Empty = r.Text.T("threatmap.office.wrote.nothing")
	}
	if seen := seenWords(r, op.rep.Seen); seen != "" {
		v.Facts = append(v.Facts, look.Fact{Term: r.Text.T("threatmap.office.wrote.when"), Text: seen})
	}
	c, _ := o.m.Categories.Get(op.Category)
	for _, code := range c.Questions {
		if answer := op.Answers[code]; answer != "" {
			v.Facts = append(v.Facts, look.Fact{Term: r.Text.T("threatmap.question." + code), Text: r.Text.T("threatmap.answer." + code + "." + answer)})
		}
	}
	if op.rep.Confirmations > 0 {
		v.Facts = append(v.Facts, look.Fact{Term: r.Text.T("threatmap.confirmations"), Text: r.Text.N("threatmap.office.wrote.people", op.rep.Confirmations)})
	}
	if op.Contact != "" {
		v.Facts = append(v.Facts, look.Fact{Term: r.Text.T("threatmap.office.wrote.contact"), Text: op.Contact})
	}
	return v
}

// htmlLang is a stored language as the lang attribute wants it.
func htmlLang(tag string) string {
	if tag == "sr-Cyrl" {
		return i18n.Serbian.HTML()
	}
	return tag
}

// deskPhotoView is a photo with its publication.
type deskPhotoView struct {
	Src, Alt string
	Status   string
	Icon     string
	Act      *look.NavItem // publishes or hides it
}

func (o *office) photoViews(r *web.Request, op opened) (all []deskPhotoView) {
	for n, p := range op.Photos {
		v := deskPhotoView{Src: p.URL, Alt: r.Text.T("threatmap.office.photo.alt", "n", strconv.Itoa(n+1)), Status: r.Text.T("threatmap.office.photo.inside"), Icon: "lock"}
		step := "publish_photo"
		if p.Published {
			v.Status, v.Icon, step = r.Text.T("threatmap.office.photo.public"), "eye", "hide"
		}
		if op.may(step) {
			v.Act = &look.NavItem{Word: r.Text.T("threatmap.office.photo." + step), Label: v.Alt,
				Href: stepAddress(op, step) + "?" + url.Values{"photo": {p.ID}}.Encode()}
		}
		all = append(all, v)
	}
	return all
}

// placeView is the true place beside the published one.
type placeView struct {
	Note   string
	Inside look.Sees
	Public look.Sees
}

func (o *office) place(r *web.Request, op opened) placeView {
	c, _ := o.m.Categories.Get(op.Category)
	v := placeView{Note: r.Text.T("threatmap.office.place.class_" + string(c.Class)),
		Inside: look.Sees{Icon: "lock", Title: r.Text.T("threatmap.office.place.inside")},
		Public: look.Sees{Icon: "eye", Title: r.Text.T("threatmap.office.place.public")}}
	if c.Class == "" {
		v.Note = ""
	}
	v.Inside.Items = append(v.Inside.Items, r.Text.T("threatmap.office.place.community", "name", o.name(r, op.Community.Name)))
	if op.Beat != nil {
		v.Inside.Items = append(v.Inside.Items, r.Text.T("threatmap.office.place.beat", "name", o.name(r, op.Beat.Name)))
	} else {
		v.Inside.Items = append(v.Inside.Items, r.Text.T("threatmap.office.place.no_beat"))
	}
	if op.rep.Exact {
		v.Inside.Items = append(v.Inside.Items, r.Text.T("threatmap.office.place.exact", "point", pointWord(op.Lat, op.Lon)))
	} else {
		v.Inside.Items = append(v.Inside.Items, r.Text.T("threatmap.office.place.area", "point", pointWord(op.Lat, op.Lon)))
	}
	switch {
	case op.Publication == Held:
		v.Public.Items = append(v.Public.Items, r.Text.T("threatmap.office.place.held"))
	case op.Publication == Hidden:
		v.Public.Items = append(v.Public.Items, r.Text.T("threatmap.office.place.hidden"))
		return v
	}
	v.Public.Items = append(v.Public.Items, r.Text.T("threatmap.office.place.community", "name", o.name(r, op.Community.Name)))
	if p := op.Published; p != nil {
		v.Public.Items = append(v.Public.Items, r.Text.T("threatmap.office.place.published", "point", pointWord(p.Lat, p.Lon), "metres", p.Precision))
	} else {
		v.Public.Items = append(v.Public.Items, r.Text.T("threatmap.office.place.no_point"))
	}
	return v
}

// pointWord writes a point as maps and navigators read it: latitude first, decimal points.
func pointWord(lat, lon float64) string {
	return strconv.FormatFloat(lat, 'f', 5, 64) + ", " + strconv.FormatFloat(lon, 'f', 5, 64)
}
