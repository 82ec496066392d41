package tree

import (
	"encoding/json"
	"strings"
)

// Value reads what a Change was or is. A field that was not there has no value.
func Value[T any](raw string) (v T, ok bool) {
	return v, raw != "" && json.Unmarshal([]byte(raw), &v) == nil
}

// Words is what a Change was or is where that is a text, else its JSON.
func Words(raw string) string {
	if s, ok := Value[string](raw); ok {
		return s
	}
	return raw
}

// FieldKey is the message key of a field's name and, of a text, the tag of its language: "text.sq" is the text in sq,
// "activity.deadline" the deadline.
func FieldKey(field string) (key, lang string) {
	field = strings.TrimPrefix(field, "activity.")
	name, lang, _ := strings.Cut(field, ".")
	return "plan.tree.field." + name, lang
}
