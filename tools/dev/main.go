// Command dev is temporary.
package main

import (
	"context"
	"fmt"
	"os"

	"reeve/app"
	"reeve/app/demo"
)

func main() {
	dir, addr := os.Args[1], os.Args[2]
	ctx := context.Background()
	s, err := demo.Install(ctx, app.Options{Dir: dir, BaseURL: "http://" + addr}, func(text string, done, total int) { fmt.Println(text, done, total) })
	fmt.Printf("%+v %v\n", s, err)
	if err != nil {
		os.Exit(1)
	}
	a, err := app.Open(ctx, app.Options{Dir: dir, BaseURL: "http://" + addr})
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println(a.Run(ctx, []app.Listen{{Address: addr}}, func([]string) { fmt.Println("ready") }))
}
