// Package openapi describes the API from its routes, as OpenAPI 3.1. What the description says is what the
// handlers take and give: the schemas come from the same Go types.
package openapi

import (
	"net/http"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"reeve/kernel/web"
)

// Describe makes the document for all routes that have a summary. server is the address of the site, may be
// empty.
func Describe(routes []web.Route, server string) *huma.OpenAPI {
	registry := huma.NewMapRegistry("#/components/schemas/", names())
	doc := &huma.OpenAPI{
		OpenAPI:    "3.1.0",
		Info:       &huma.Info{Title: "Reeve", Version: "1", Description: "Lists page by key: {items, next}; next is the cursor for after. Errors are problem+json (RFC 9457) with code and errors[{field,row,message,remedy}]. Every POST accepts Idempotency-Key."},
		Components: &huma.Components{Schemas: registry, SecuritySchemes: schemes()},
		Paths:      map[string]*huma.PathItem{},
	}
	if server != "" {
		doc.Servers = []*huma.Server{{URL: server}}
	}
	problem := huma.SchemaFromType(registry, reflect.TypeFor[Problem]())
	registry.Map()["Problem"] = problem
	for _, r := range routes {
		if r.Summary == "" {
			continue
		}
		path, params := pathOf(r.Path)
		item := doc.Paths[path]
		if item == nil {
			item = &huma.PathItem{}
			doc.Paths[path] = item
		}
		op := operation(r, params, registry)
		switch r.Method {
		case http.MethodGet:
			item.Get = op
		case http.MethodPost:
			item.Post = op
		case http.MethodPut:
			item.Put = op
		case http.MethodDelete:
			item.Delete = op
		}
	}
	allowNull(registry)
	return doc
}

// Problem is the body of an error.
type Problem struct {
	Type   string  `json:"type"`
	Title  string  `json:"title"`
	Status int     `json:"status"`
	Code   string  `json:"code" doc:"stable name of what is wrong"`
	Detail string  `json:"detail" doc:"in the language of Accept-Language"`
	Errors []Field `json:"errors"`
	// Current is the record as it is now, with status 409 for what the state does not allow.
	Current map[string]any `json:"current,omitempty" doc:"with 409: the record as it is now"`
}

// Field is a complaint about one field of the input.
type Field struct {
	Field   string `json:"field"`
	Row     *int   `json:"row"`
	Message string `json:"message"`
	Remedy  string `json:"remedy"`
}

func schemes() map[string]*huma.SecurityScheme {
	return map[string]*huma.SecurityScheme{
		"token":      {Type: "http", Scheme: "bearer", Description: "API token of an account: rv_…"},
		"report_key": {Type: "apiKey", In: "header", Name: "Report-Key", Description: "six words that the resident keeps"},
	}
}

var pathParam = regexp.MustCompile(`\{([a-z_]+)(\.\.\.)?\}`)

// pathOf turns a ServeMux pattern into an OpenAPI path with its parameters.
func pathOf(pattern string) (string, []*huma.Param) {
	var params []*huma.Param
	for _, m := range pathParam.FindAllStringSubmatch(pattern, -1) {
		params = append(params, &huma.Param{Name: m[1], In: "path", Required: true, Schema: &huma.Schema{Type: huma.TypeString}})
	}
	return pathParam.ReplaceAllString(strings.TrimSuffix(pattern, "{$}"), "{$1}"), params
}

func operation(r web.Route, params []*huma.Param, registry huma.Registry) *huma.Operation {
	op := &huma.Operation{OperationID: operationID(r), Summary: r.Summary, Parameters: params, Responses: map[string]*huma.Response{},
		Description: "Needs the right " + r.Action + ".",
		Security:    []map[string][]string{{}, {"token": {}}, {"report_key": {}}}}
	if r.Desk() {
		op.Security = []map[string][]string{{"token": {}}}
	}
	for _, p := range r.Handler.Query() {
		op.Parameters = append(op.Parameters, &huma.Param{Name: p.Name, In: "query", Description: p.Description, Schema: &huma.Schema{Type: huma.TypeString}})
	}
	if r.Method == http.MethodPost {
		op.Parameters = append(op.Parameters, &huma.Param{Name: "Idempotency-Key", In: "header", Description: "16 to 200 characters; the same request is answered once", Schema: &huma.Schema{Type: huma.TypeString}})
	}
	if in := r.Handler.In(); in != nil && in != reflect.TypeFor[web.None]() {
		schema := input(registry, in)
		op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"application/json": {Schema: schema}}}
		if r.Handler.TakesMultipart() {
			op.RequestBody.Content["multipart/form-data"] = &huma.MediaType{Schema: withPhotos(registry.SchemaFromRef(schema.Ref))}
		}
	}
	status := r.Status
	if status == 0 {
		status = http.StatusOK
	}
	good := &huma.Response{Description: http.StatusText(status)}
	if out := r.Handler.Out(); out != nil {
		good.Content = map[string]*huma.MediaType{"application/json": {Schema: registry.Schema(out, true, out.Name())}}
	}
	media, empty := r.Handler.Media()
	if media != "" {
		good.Content = map[string]*huma.MediaType{media: {}}
	}
	for _, status := range empty {
		op.Responses[strconv.Itoa(status)] = &huma.Response{Description: http.StatusText(status)}
	}
	op.Responses[strconv.Itoa(status)] = good
	op.Responses["default"] = &huma.Response{Description: "Problem", Content: map[string]*huma.MediaType{
		"application/problem+json": {Schema: &huma.Schema{Ref: "#/components/schemas/Problem"}}}}
	return op
}

func operationID(r web.Route) string {
	id := strings.ToLower(r.Method) + pathParam.ReplaceAllString(r.Path, "$1")
	return strings.Trim(strings.NewReplacer("/", "_", ".", "_", "{$}", "").Replace(id), "_")
}
