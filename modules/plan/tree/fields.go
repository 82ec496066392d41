package tree

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"reeve/kernel/i18n"
)

// header is what a plan says of itself besides its code, in the form in which it is compared.
type header struct {
	Titles        i18n.Text `json:"titles"`
	Authoritative []string  `json:"authoritative,omitempty"`
	Kind          Kind      `json:"kind"`
	Owner         string    `json:"owner,omitempty"`
	From          string    `json:"from"`
	Until         string    `json:"until"`
	RollUp        RollUp    `json:"roll_up"`
	Scheme        Scheme    `json:"scheme"`
}

func headerOf(p Plan) header {
	return header{p.Titles, p.Authoritative, p.Kind, p.Owner, p.From, p.Until, p.RollUp, p.Scheme}
}

// split tells which fields are compared member by member: texts by language, an activity by its fields.
func split(field string) bool {
	return slices.Contains([]string{"titles", "text", "assumption", "risk", "definition", "activity", "activity.output"}, field)
}

// fieldsOf takes a value apart into fields: path ("text.sq", "activity.deadline") to JSON. Indicators are left out.
func fieldsOf(v any) map[string]string {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("tree: %T does not become JSON: %v", v, err)) // plain structs always do
	}
	out := map[string]string{}
	take(out, "", raw)
	return out
}

func take(out map[string]string, above string, raw json.RawMessage) {
	var members map[string]json.RawMessage
	if json.Unmarshal(raw, &members) != nil {
		return
	}
	for name, value := range members {
		path := above + name
		switch {
		case path == "indicators" || string(value) == "null":
		case split(path) && value[0] == '{':
			if path == "activity" {
				out["activity"] = "true"
			}
			take(out, path+".", value)
		default:
			out[path] = string(value)
		}
	}
}

// build puts a value together from its fields; v is a pointer to it.
func build(fields map[string]string, v any) error {
	top := map[string]any{}
	for _, path := range slices.Sorted(maps.Keys(fields)) {
		if path == "activity" {
			top["activity"] = member(top, "activity")
			continue
		}
		at, rest := top, path
		for name, below, more := strings.Cut(rest, "."); more; name, below, more = strings.Cut(rest, ".") {
			at, rest = member(at, name), below
		}
		at[rest] = json.RawMessage(fields[path])
	}
	raw, err := json.Marshal(top)
	if err != nil {
		return err
	}
	return json.Unmarshal(raw, v)
}

func member(in map[string]any, name string) map[string]any {
	m, ok := in[name].(map[string]any)
	if !ok {
		m = map[string]any{}
		in[name] = m
	}
	return m
}
