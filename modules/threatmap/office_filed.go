package threatmap

import (
	"net/http"

	"github.com/skip2/go-qrcode"

	"reeve/kernel/db"
	"reeve/kernel/i18n"
	"reeve/kernel/web"
	"reeve/kernel/web/look"
)

// filedView is the answer to a filing at the desk: the key, to be read aloud or printed, and what comes next.
type filedView struct {
	look.Page
	Lead  string
	Key   look.KeyCard
	Spell look.Table
	Facts []look.Fact
	Acts  []look.Act
	Draft string
}

// file files what was told. The key is in this answer and nowhere else; the same form sent again shows it again.
func (o *office) file(r *web.Request, f Filing, source string) (web.Reply, error) {
	var photos []Photo
	if r.MultipartForm != nil {
		photos = photoParts(r)
	}
	p, err := o.m.prepare(r.Context(), f, photos, r.Now)
	if err != nil {
		return nil, err
	}
	p.source = source
	filed, err := web.Write(r, func(tx *db.Tx) (Filed, error) { return o.m.file(tx, p) })
	if err != nil {
		return nil, err
	}
	zone := p.cal.Zone
	view := filedView{Page: o.frame(r, r.Text.T("threatmap.office.filed.title")), Lead: r.Text.T("threatmap.office.filed.lead", "ref", filed.Ref), Draft: "intake"}
	view.NoIndex = true
	view.Key = o.keyCard(r, f, filed)
	if key, ok := ParseReportKey(filed.Key); ok {
		view.Spell = spelled(r, key)
	}
	view.Facts = []look.Fact{
		{Term: r.Text.T("threatmap.office.filed.number"), Text: filed.Ref},
		{Term: r.Text.T("threatmap.category"), Text: o.m.categoryName(f.Category, r)},
		{Term: r.Text.T("threatmap.office.filed.community"), Text: o.name(r, filed.Community.Name)},
		{Term: r.Text.T("deadline.read_by"), Text: limitWord(r, filed.ReadBy, zone)},
		{Term: r.Text.T("deadline.verify_by"), Text: limitWord(r, filed.VerifyBy, zone)},
	}
	if o.knows(r, filed.Ref) {
		view.Acts = append(view.Acts, look.Act{Word: r.Text.T("threatmap.office.filed.open"), Href: "/desk/reports/" + filed.Ref, Icon: "file-text"})
	}
	view.Acts = append(view.Acts, look.Act{Word: r.Text.T("threatmap.office.filed.another"), Href: "/desk/reports/new", Icon: "plus", Variant: "secondary"})
	return o.filed.Status(http.StatusCreated, view), nil
}

// keyCard shows the key as words and as a picture that leads to the report, in the resident's language.
func (o *office) keyCard(r *web.Request, f Filing, filed Filed) look.KeyCard {
	card := look.KeyCard{Title: r.Text.T("threatmap.report_key"), Note: r.Text.T("threatmap.office.filed.key_note"), Text: filed.Key,
		Copy: r.Text.T("threatmap.office.filed.copy"), Copied: r.Text.T("threatmap.office.filed.copied"), Print: r.Text.T("ui.print"),
		QRText: r.Text.T("threatmap.office.filed.qr")}
	if key, ok := ParseReportKey(filed.Key); ok {
		card.Words = key.Words()
	}
	lang := r.Text.Lang()
	if l, ok := i18n.ParseLang(htmlLang(f.Lang)); ok {
		lang = l
	}
	if q, err := qrcode.New(o.m.BaseURL()+"/"+lang.HTML()+"/follow#"+filed.Key, qrcode.Medium); err == nil {
		card.QR = look.NewQR(q.Bitmap())
	}
	return card
}
