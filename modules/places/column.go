package places

import (
	"encoding/json"
	"fmt"

	"reeve/kernel/i18n"
)

// textColumn reads a JSON column into a Text.
type textColumn struct{ to *i18n.Text }

// Scan implements sql.Scanner.
func (c textColumn) Scan(v any) error {
	s, ok := v.(string)
	if !ok {
		return fmt.Errorf("a text in several languages is JSON, not %T", v)
	}
	return json.Unmarshal([]byte(s), c.to)
}

// textJSON is a Text as it is stored. A map of strings always has a JSON form.
func textJSON(t i18n.Text) string {
	b, _ := json.Marshal(t)
	return string(b)
}
