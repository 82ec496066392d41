package policy

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"github.com/cedar-policy/cedar-go"
)

// Load reads every *.cedar file of the file systems and refuses, with file and line, what [Engine.Scope]
// could not express. The engine does not change afterwards.
func Load(fsys ...fs.FS) (*Engine, error) {
	e, sets, names := &Engine{}, map[string]*cedar.PolicySet{}, map[cedar.PolicyID]bool{}
	for _, f := range fsys {
		err := fs.WalkDir(f, ".", func(name string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || !strings.HasSuffix(name, ".cedar") {
				return err
			}
			text, err := fs.ReadFile(f, name)
			if err != nil {
				return err
			}
			list, err := cedar.NewPolicyListFromBytes(name, text)
			if err != nil {
				return fmt.Errorf("policy file %s: %w", name, err)
			}
			for i, p := range list {
				actions, err := check(p)
				if err != nil {
					return fmt.Errorf("policy file %s, line %d: %w", name, p.Position().Line, err)
				}
				id := cedar.PolicyID(fmt.Sprintf("%s#%d", name, i))
				if names[id] {
					return fmt.Errorf("policy file %s: two files have this name", name)
				}
				names[id] = true
				for _, action := range actions {
					if sets[action] == nil {
						sets[action] = cedar.NewPolicySet()
					}
					sets[action].Add(id, p)
				}
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	e.actions = slices.Sorted(maps.Keys(sets))
	e.ask(sets)
	return e, nil
}

// written is the JSON form of a policy (docs.cedarpolicy.com/policies/json-format.html) as far as it may go.
type written struct {
	Effect    string `json:"effect"`
	Principal struct {
		Op     string `json:"op"`
		Entity entity `json:"entity"`
	} `json:"principal"`
	Action struct {
		Op       string   `json:"op"`
		Entity   entity   `json:"entity"`
		Entities []entity `json:"entities"`
	} `json:"action"`
	Resource struct {
		Op string `json:"op"`
	} `json:"resource"`
	Conditions []struct {
		Kind string          `json:"kind"`
		Body json.RawMessage `json:"body"`
	} `json:"conditions"`
}

type entity struct{ Type, ID string }

// inScope is the one condition there may be: resource in principal.scope.
const inScope = `{"in":{"left":{"Var":"resource"},"right":{".":{"left":{"Var":"principal"},"attr":"scope"}}}}`

// check gives the actions a policy speaks of, or why the policy is refused.
func check(p *cedar.Policy) ([]string, error) {
	text, err := p.MarshalJSON()
	if err != nil {
		return nil, err
	}
	var w written
	if err := json.Unmarshal(text, &w); err != nil {
		return nil, err
	}
	role := w.Principal.Entity
	if w.Principal.Op != "in" || role.Type != "Role" {
		return nil, fmt.Errorf(`a policy names one role: principal in Role::"…"`)
	}
	if role.ID != staff && !slices.Contains(Roles(), role.ID) {
		return nil, fmt.Errorf("there is no role %q", role.ID)
	}
	entities := w.Action.Entities
	if w.Action.Op == "==" || w.Action.Op == "in" && len(entities) == 0 {
		entities = []entity{w.Action.Entity}
	}
	if w.Action.Op != "==" && w.Action.Op != "in" || len(entities) == 0 {
		return nil, fmt.Errorf(`a policy names its actions: action in [Action::"…"]`)
	}
	var actions []string
	for _, a := range entities {
		if a.Type != "Action" || a.ID == "" {
			return nil, fmt.Errorf("%s::%q is no action", a.Type, a.ID)
		}
		actions = append(actions, a.ID)
	}
	if w.Resource.Op != "All" {
		return nil, fmt.Errorf("a policy may not depend on the kind of resource: lists could not be filtered by it")
	}
	if len(w.Conditions) == 0 {
		return actions, nil
	}
	var body bytes.Buffer
	if err := json.Compact(&body, w.Conditions[0].Body); err != nil {
		return nil, err
	}
	if len(w.Conditions) > 1 || w.Conditions[0].Kind != "when" || body.String() != inScope {
		return nil, fmt.Errorf("the only condition there may be is when { resource in principal.scope }: lists could not be filtered by another")
	}
	if w.Effect != "permit" {
		return nil, fmt.Errorf("a forbid may have no condition: lists could not be filtered by it")
	}
	return actions, nil
}
