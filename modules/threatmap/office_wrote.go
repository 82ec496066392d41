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
	Public   string         // address of the version that everybody sees; empty = none
	Acts     []look.NavItem // publish it, put another version in its place, hide it
}

func (o *office) photoViews(r *web.Request, op opened) (all []deskPhotoView) {
	for n, p := range op.Photos {
		v := deskPhotoView{Src: p.URL, Alt: r.Text.T("threatmap.office.photo.alt", "n", strconv.Itoa(n+1)), Status: r.Text.T("threatmap.office.photo.inside"), Icon: "lock"}
		steps := []string{"publish_photo"}
		if p.Published {
			v.Status, v.Icon, steps = r.Text.T("threatmap.office.photo.public"), "eye", []string{"publish_photo", "hide"}
			if op.Publication == PublicNow {
				v.Public = "/photos/" + p.ID
			}
		}
		for _, step := range steps {
			if !op.may(step) {
				continue
			}
			word := r.Text.T("threatmap.office.photo." + step)
			if p.Published && step == "publish_photo" {
				word = r.Text.T("threatmap.office.photo.replace")
			}
			v.Acts = append(v.Acts, look.NavItem{Word: word, Label: v.Alt, Href: stepAddress(op, step) + "?" + url.Values{"photo": {p.ID}}.Encode()})
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
	Map    look.Map
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
	v.Map = mapWords(r.Text, "spot")
	v.Map.Label, v.Map.Failed, v.Map.NoScript = r.Text.T("threatmap.site.map.both"), r.Text.T("threatmap.site.map.spot_failed"), r.Text.T("threatmap.site.map.spot_failed")
	v.Map.Locate, v.Map.Streets, v.Map.Own = "", "", op.Community.Code
	v.Map.Spots = []look.MapSpot{{Lat: op.Lat, Lon: op.Lon, Icon: c.Icon, State: op.State}}
	v.Map.Bounds = around(v.Map.Spots...)
	switch {
	case op.Publication == Held:
		v.Public.Items = append(v.Public.Items, r.Text.T("threatmap.office.place.held"))
	case op.Publication == Hidden:
		v.Public.Items = append(v.Public.Items, r.Text.T("threatmap.office.place.hidden"))
		return v
	}
	v.Public.Items = append(v.Public.Items, r.Text.T("threatmap.office.place.community", "name", o.name(r, op.Community.Name)))
	if p := op.Published; p != nil {
		v.Map.Spots = append(v.Map.Spots, look.MapSpot{Lat: p.Lat, Lon: p.Lon, Precision: p.Precision, NoPin: p.Precision > 0, Icon: c.Icon, State: op.State})
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
