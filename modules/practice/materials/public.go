package materials

import "reeve/kernel/db"

// PublicMaterial is a material that everybody may have.
type PublicMaterial struct {
	ID       string  `json:"id"`
	Session  *string `json:"session"` // key of the session in the programme; null = of the event
	Title    string  `json:"title"`
	Language string  `json:"language"` // BCP 47
	Licence  string  `json:"licence"`  // SPDX, or "reserved"
	Name     string  `json:"name"`     // of the file
	Type     string  `json:"type"`     // media type
	Size     int64   `json:"size"`     // bytes
	SHA256   string  `json:"sha256"`   // hexadecimal
	Href     string  `json:"href"`
}

// PublicMaterials are the materials of an event that everybody may have.
type PublicMaterials struct {
	Items []PublicMaterial `json:"items"`
	Next  *string          `json:"next"` // always null: an event has few
}

// public are the materials of an event that everybody may have.
func public(q db.Reader, event string) (out PublicMaterials, err error) {
	out.Items = []PublicMaterial{}
	all, err := OfEvent(q, event)
	for _, m := range all {
		if !m.SeenBy(Everybody) {
			continue
		}
		one := PublicMaterial{ID: m.ID, Title: m.Title, Language: m.Lang, Licence: m.Licence, Name: m.Name, Type: m.Type, Size: m.Size, SHA256: m.SHA256, Href: "/materials/" + m.ID}
		if m.Session != "" {
			one.Session = &m.Session
		}
		out.Items = append(out.Items, one)
	}
	return out, err
}
