package bank

import (
	"strconv"
	"strings"

	"reeve/kernel/web"
	"reeve/kernel/web/form"
)

// Number is a whole number of a form; 0 where nothing was typed, -1 for what is none.
func Number(r *web.Request, name string) int64 {
	text := strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "").Replace(form.Posted(r, name))
	if text == "" {
		return 0
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return -1
	}
	return n
}
